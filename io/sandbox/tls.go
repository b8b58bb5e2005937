package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"time"

	"licet/io/atomicfile"
)

// NewCertificate makes a certificate for localhost, 127.0.0.1 and ::1 that is
// valid for a month, for clients that speak to https hosts only. The certificate of
// the authority that signed it, whose key is thrown away, is written to a file in
// PEM, for SSL_CERT_FILE, NODE_EXTRA_CA_CERTS and the like.
func NewCertificate(authorityPath string) (*tls.Certificate, error) {
	authorityKey, err1 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	key, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	now := time.Now()
	authority := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: authorityName},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(0, 1, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano() + 1),
		Subject:      pkix.Name{CommonName: "localhost"},
		NotBefore:    authority.NotBefore,
		NotAfter:     authority.NotAfter,
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	authorityDER, err1 := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	leafDER, err2 := x509.CreateCertificate(rand.Reader, leaf, authority, &key.PublicKey, authorityKey)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	err := atomicfile.Write(authorityPath, func(w io.Writer) error {
		return pem.Encode(w, &pem.Block{Type: pemType, Bytes: authorityDER})
	})
	if err != nil {
		return nil, fmt.Errorf("write the certificate of the sandbox's authority: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{leafDER}, PrivateKey: key}, nil
}

// authorityName is what a sandbox's authority is called in its certificate.
const authorityName = "licet sandbox authority"

const pemType = "CERTIFICATE"

// IsAuthority reports whether a file is the certificate of a sandbox's authority.
func IsAuthority(r io.Reader) bool {
	text, err := io.ReadAll(io.LimitReader(r, longestAuthority))
	block, rest := pem.Decode(text)
	if err != nil || block == nil || len(rest) > 0 || block.Type != pemType {
		return false
	}
	c, err := x509.ParseCertificate(block.Bytes)
	return err == nil && c.Subject.CommonName == authorityName
}

// longestAuthority is more than such a file has, in bytes.
const longestAuthority = 64 << 10
