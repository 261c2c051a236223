package app_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/testkit"
)

var ada = app.NewUser{Login: "Ada", Name: "Ada Administrator", Password: testkit.Password}

func TestTheSetupLinkWorksOnce(t *testing.T) {
	k := testkit.Empty(t)
	ctx := t.Context()
	if k.SetupOpen("") == nil {
		t.Error("an empty token opened the setup before there was one")
	}
	earlier, err := k.NewSetupLink(ctx)
	must(t, err)
	token, err := k.NewSetupLink(ctx)
	must(t, err)
	for _, wrong := range []string{"", "x", earlier} {
		if _, err := k.CreateFirstAdministrator(ctx, wrong, ada, ""); fault.KindOf(err) != fault.Gone {
			t.Errorf("the token %q: got %v, want gone", wrong, err)
		}
	}
	if _, err := k.CreateFirstAdministrator(ctx, token, app.NewUser{Login: "Ada", Name: "Ada", Password: "short"}, ""); fault.KindOf(err) != fault.Invalid || k.SetupOpen(token) != nil {
		t.Errorf("a password that is too short: got %v, want it refused and the link still open", err)
	}
	var made atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			u, err := k.CreateFirstAdministrator(context.WithoutCancel(ctx), token, ada, "127.0.0.1")
			if err == nil && u.Role == clinic.Administrator && u.Login == "ada" {
				made.Add(1)
			} else if fault.KindOf(err) != fault.Gone {
				t.Errorf("got %v, want gone", err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 || k.SetupOpen(token) == nil {
		t.Errorf("%d administrators were made, want one and the link closed", made.Load())
	}
	if users, err := k.Users(ctx, clinic.Actor{User: "x", Role: clinic.Administrator}); err != nil || len(users) != 1 || users[0].SignedInAt == nil {
		t.Errorf("got %+v, %v, want that they were let in by making the account", users, err)
	}
	if again, err := k.NewSetupLink(ctx); again != "" || err != nil {
		t.Errorf("another link was made: %v", err)
	}
	entries, err := k.Audit(ctx, clinic.Actor{User: "x", Role: clinic.Administrator}, "", 9)
	if err != nil || len(entries) != 4 || entries[1].Action != "refused setup" || entries[0].Action != "create first administrator" || entries[0].From != "127.0.0.1" {
		t.Errorf("the audit has %+v, %v", entries, err)
	}
}

func TestWhatAUserNeeds(t *testing.T) {
	w := newWorld(t)
	must(t, w.PutSite(t.Context(), w.Administrator, clinic.Site{Name: "Harbour Street", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14}))
	good := app.NewUser{Login: "nora", Name: "Nora", Role: clinic.Viewer, Password: testkit.Password}
	tests := []struct {
		name   string
		change func(*app.NewUser)
		field  string
		word   string
	}{
		{"no login", func(n *app.NewUser) { n.Login = "" }, "login", "sign-in name"},
		{"a login with a space", func(n *app.NewUser) { n.Login = "no ra" }, "login", "sign-in name"},
		{"no name", func(n *app.NewUser) { n.Name = " " }, "name", "name"},
		{"a name that is no text", func(n *app.NewUser) { n.Name = "N\xffra" }, "name", "name"},
		{"no role", func(n *app.NewUser) { n.Role = "" }, "role", "role"},
		{"another role", func(n *app.NewUser) { n.Role = "owner" }, "role", "role"},
		{"a short password", func(n *app.NewUser) { n.Password = "eleven char" }, "password", "at least 12"},
		{"the login in it", func(n *app.NewUser) { n.Password = "nora nora nora 12" }, "password", "nora"},
		{"the site's name in it", func(n *app.NewUser) { n.Password = "harbour-street-2026" }, "password", "Harbour Street"},
	}
	was := w.kept()
	for _, tt := range tests {
		n := good
		tt.change(&n)
		_, err := w.AddUser(t.Context(), w.Administrator, n)
		details := fault.Details(err)
		if fault.KindOf(err) != fault.Invalid || len(details) != 1 || details[0].Where != tt.field || !strings.Contains(details[0].What, tt.word) {
			t.Errorf("%s: got %v, want %q about %s", tt.name, err, tt.word, tt.field)
		}
	}
	if _, err := w.AddUser(t.Context(), w.Administrator, app.NewUser{Login: "CLARA", Name: "C", Role: clinic.Viewer, Password: testkit.Password}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a login that is taken: got %v, want a conflict", err)
	}
	if w.kept() != was {
		t.Error("something was kept")
	}
}

func TestPasswordsAreChanged(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	const fresh = "five green bicycles wait"
	tests := []struct {
		name, old, password, field string
	}{
		{"wrong present one", "not it at all", fresh, "old"},
		{"too short", testkit.Password, "short", "password"},
		{"the site's name", testkit.Password, "steelyard steelyard", "password"},
	}
	for _, tt := range tests {
		_, err := w.ChangePassword(ctx, w.Viewer, tt.old, tt.password)
		if d := fault.Details(err); fault.KindOf(err) != fault.Invalid || len(d) != 1 || d[0].Where != tt.field {
			t.Errorf("%s: got %v, want it refused at %s", tt.name, err, tt.field)
		}
	}
	_, err := w.ChangePassword(ctx, w.Viewer, testkit.Password, fresh)
	must(t, err)
	if _, err := w.SignIn(ctx, "vera", fresh, ""); err != nil {
		t.Errorf("signing in with it: %v", err)
	}
	must(t, w.ResetPassword(ctx, w.Administrator, w.Viewer.User, testkit.Password))
	if _, err := w.SignIn(ctx, "vera", testkit.Password, ""); err != nil {
		t.Errorf("signing in with the one that was given: %v", err)
	}
	if err := w.ResetPassword(ctx, w.Administrator, "nobody", fresh); fault.KindOf(err) != fault.NotFound {
		t.Errorf("nobody's password: got %v", err)
	}
	for range 10 {
		_, err := w.ChangePassword(ctx, w.Viewer, "guess", fresh)
		if fault.KindOf(err) == fault.Denied {
			return
		}
	}
	t.Error("ten wrong guesses at the present password were not slowed down")
}

func TestNobodyLocksThemselvesOut(t *testing.T) {
	w := newWorld(t)
	if err := w.SetDisabled(t.Context(), w.Administrator, w.Administrator.User, true); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want a conflict", err)
	}
}
