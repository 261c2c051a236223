package receipt

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"

	"steelyard/internal/fault"
)

// Key makes the signing key of a seed of 32 bytes.
func Key(seed []byte) (ed25519.PrivateKey, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("a receipt's key is made of %d bytes, not %d", ed25519.SeedSize, len(seed))
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// KeyID names a public key: the first 16 hexadecimal digits of its SHA-256.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// PublicPEM gives the public key as other programs read it (PKIX, PEM).
func PublicPEM(key ed25519.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, fmt.Errorf("write public key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// ReadPublicPEM reads what PublicPEM gives.
func ReadPublicPEM(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block != nil && block.Type == "PUBLIC KEY" {
		if parsed, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
			if public, ok := parsed.(ed25519.PublicKey); ok {
				return public, nil
			}
		}
	}
	return nil, fault.New(fault.Invalid, "The key file does not hold the public key of receipts. Print it with: steelyard receipt --public-key")
}
