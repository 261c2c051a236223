package main

import (
	"crypto/ed25519"
	"io"
	"os"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/receipt"
)

func newReceipt() *cobra.Command {
	var public bool
	c := &cobra.Command{
		Use:   "receipt RESPONSE-ID",
		Short: "Print the signed receipt of a result, or the key it is verified with",
		Long: `Print the signed receipt of a result: answers, definition, engine, result and how it came about, without the person's name or
record number. "steelyard verify" computes it anew on any machine. The id is the last part of the address of the response's page.`,
		Example: `  steelyard receipt 019ab4c1-0000-7000-8000-000000000000 > receipt.json
  steelyard receipt --public-key > receipts.pem`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if public == (len(args) == 1) {
				return fault.New(fault.Invalid, "Give the id of a response, or --public-key.")
			}
			return withApp(c, func(a *app.App) (err error) {
				var text []byte
				if public {
					text, err = a.ReceiptKey()
				} else {
					text, err = a.Receipt(c.Context(), console(), clinic.ResponseID(args[0]))
				}
				if err == nil {
					_, err = c.OutOrStdout().Write(text)
				}
				return err
			})
		},
	}
	c.Flags().BoolVar(&public, "public-key", false, "print the public key instead")
	dataFlag(c)
	return c
}

func newVerify() *cobra.Command {
	var keyFile, digest string
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Hold a receipt or a signed record to its signatures, and compute everything in it anew",
		Long: `Hold a receipt, the receipt of a whole record or a signed record to its signatures, and compute everything in it anew from the answers
and the definitions in it. It needs no database and no network. Without --key it shows that nothing was changed since it was signed, but
not who signed it. The file is verified byte for byte, but for line ends behind it. With --digest it is also held to the digest that a report on paper carries; spaces and case don't matter.`,
		Example: "  steelyard verify receipt.json --key receipts.pem --digest \"ab12cd34 …\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			file, err := readBounded(args[0])
			if err != nil {
				return err
			}
			var trusted ed25519.PublicKey
			if keyFile != "" {
				text, err := readBounded(keyFile)
				if err != nil {
					return err
				}
				if trusted, err = receipt.ReadPublicPEM(text); err != nil {
					return err
				}
			}
			return verify(c, file, trusted, digest)
		},
	}
	c.Flags().StringVar(&keyFile, "key", "", "the public key of the server that signed it (PEM)")
	c.Flags().StringVar(&digest, "digest", "", "the digest on the report that it should belong to")
	return c
}

// readBounded reads a file that should be a receipt or a key, and no more of it than one can have.
func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name) //nolint:gosec // the file named on the command line
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "The file "+name+" can't be read")
	}
	defer f.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(f, receipt.MaxRecordSize+1))
}
