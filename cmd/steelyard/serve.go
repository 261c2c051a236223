package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/fault"
	"steelyard/internal/server"
	"steelyard/internal/store"
)

func newServe() *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Start the server",
		Long: `Start the server. The data folder and its database are made where there are none. On an empty database a one-time
link to create the first administrator is printed.`,
		Example: `  steelyard serve
  steelyard serve --listen 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem --data-dir /var/lib/steelyard
  steelyard serve --trusted-proxies 127.0.0.1 --public-url https://forms.example.org`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := settings(c)
			if err != nil {
				return err
			}
			return serve(c.Context(), c, cfg, nil)
		},
	}
	serverFlags(c)
	dataFlag(c)
	return c
}

// serve runs until the context ends. prepare, where given, fills the database before anybody is let in.
func serve(ctx context.Context, c *cobra.Command, cfg config.Server, prepare func(context.Context, *app.App) error) error {
	if err := reachableOnlySafely(cfg); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return fault.Wrap(err, fault.Conflict, "Can't listen on "+cfg.Listen+". Choose another address or port with --listen")
	}
	release, err := store.Hold(cfg.DataDir)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return errors.Join(serveHeld(ctx, c, cfg, listener, prepare), release())
}

// serveHeld is serve from a folder that no other server has.
func serveHeld(ctx context.Context, c *cobra.Command, cfg config.Server, listener net.Listener, prepare func(context.Context, *app.App) error) error {
	a, err := openApp(ctx, cfg)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err = a.Library.Prove(); err == nil && prepare != nil {
		err = prepare(ctx, a)
	}
	for _, d := range unread(a.Library) {
		a.Log.Warn("a definition can't be used", "where", d.Where, "what", d.What, "mend", d.Mend)
	}
	if err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	return errors.Join(answer(ctx, c, cfg, a, listener), a.Close())
}

// answer serves requests on a listener until the context ends, and then lets those under way finish.
func answer(ctx context.Context, c *cobra.Command, cfg config.Server, a *app.App, listener net.Listener) error {
	s, err := server.New(a, cfg, a.Log)
	if err == nil {
		err = announce(ctx, c, cfg, a, listener.Addr())
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := serveMetrics(ctx, cfg, s); err != nil {
		return errors.Join(err, listener.Close())
	}
	go a.KeepAnchor(ctx)
	plans := make(chan struct{})
	go func() { a.RunPlans(ctx); close(plans) }()
	h := s.HTTPServer()
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- h.Shutdown(grace)
	}()
	if cfg.TLSCert != "" {
		err = h.ServeTLS(listener, cfg.TLSCert, cfg.TLSKey)
	} else {
		err = h.Serve(listener)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	err = <-stopped
	<-plans // an e-mail that is on its way is settled before the database closes
	return err
}

// announce prints where the server listens and, while there is no user, the one-time link for the first one.
func announce(ctx context.Context, c *cobra.Command, cfg config.Server, a *app.App, at net.Addr) error {
	base := baseURL(cfg, at)
	c.Printf("Steelyard listens on %s\n", base)
	token, err := a.NewSetupLink(ctx)
	if err != nil || token == "" {
		return err
	}
	c.Printf("There is no user yet. Create the first administrator here (the link works once, until this server stops):\n  %s/setup/%s\n", base, token)
	return nil
}

func baseURL(cfg config.Server, at net.Addr) string {
	switch {
	case cfg.PublicURL != "":
		return cfg.PublicURL
	case cfg.TLSCert != "":
		return "https://" + at.String()
	}
	return "http://" + at.String()
}

// reachableOnlySafely refuses plain HTTP where others can listen in.
func reachableOnlySafely(cfg config.Server) error {
	host, _, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return fault.New(fault.Invalid, "--listen wants an address and a port, such as 127.0.0.1:8080.")
	}
	ip := net.ParseIP(host)
	loopback := host == "localhost" || ip != nil && ip.IsLoopback()
	if loopback || cfg.TLSCert != "" || len(cfg.TrustedProxies) > 0 {
		return nil
	}
	return fault.New(fault.Invalid, "Plain HTTP on "+cfg.Listen+" would carry answers where others can read them. Give --tls-cert and --tls-key, or name the TLS proxy in front with --trusted-proxies.")
}
