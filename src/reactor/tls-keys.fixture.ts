// Keys for TLS tests, valid for a hundred years. They are public: never serve with them.
//   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 \
//     -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out certificate.pem
import type { TlsKeys } from './io.ts';

export const TEST_TLS_KEYS: TlsKeys = {
  certificate: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUPI9PUGap+2s5EZusUO1A9N5UrpwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA3NTcyMVoYDzIxMjYxMDI4
MDc1NzIxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATyoFCOUgjKPyaFrfPxR3lqLUaJr7T0laLZNYBn/8qQRvQsESwMd24w
kqHZiNMZdQi8IbBdrPHZegWtwGUoOLrAo28wbTAdBgNVHQ4EFgQUR3782UXw8pYu
myGxXHdH6eef0OEwHwYDVR0jBBgwFoAUR3782UXw8pYumyGxXHdH6eef0OEwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgctdbAU9u3Bc0mmUGNGDPN7LatOPCQwlQZFLaiCaj2vQCIG/+
QD6+jgsFdX3KDqy6NNFMSBmfYBE+JscoHJZO17Sg
-----END CERTIFICATE-----
`,
  privateKey: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOQ27LqbTX0dOHmJi
l5firGIgkQOqrgUStRL29wng7EmhRANCAATyoFCOUgjKPyaFrfPxR3lqLUaJr7T0
laLZNYBn/8qQRvQsESwMd24wkqHZiNMZdQi8IbBdrPHZegWtwGUoOLrA
-----END PRIVATE KEY-----
`,
};

/** Others, made nine days later, for `play.example` too: they expire on 2126-11-06, and those above on 2126-10-28. */
export const OTHER_TLS_KEYS: TlsKeys = {
  certificate: `-----BEGIN CERTIFICATE-----
MIIBrzCCAVWgAwIBAgIUEzhT7BqrCsu2/tmBFaFSN/WHjgEwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMcGxheS5leGFtcGxlMCAXDTI2MTEzMDA5NDkxM1oYDzIxMjYx
MTA2MDk0OTEzWjAXMRUwEwYDVQQDDAxwbGF5LmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATzaGn5PI7bVw0uEZA1IxUQiYgeqwEHnqjddIVyXe6ZI1Dx
7j5eAJNqQS5uPGOAFHNkZpjh26sMLInP7Nw1JLOxo30wezAdBgNVHQ4EFgQUltA1
Fy+ik2QIaV0G9AxYdU7vxPIwHwYDVR0jBBgwFoAUltA1Fy+ik2QIaV0G9AxYdU7v
xPIwDwYDVR0TAQH/BAUwAwEB/zAoBgNVHREEITAfggxwbGF5LmV4YW1wbGWCCWxv
Y2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNIADBFAiEA0imj2TIupsEsyP+5z1af
/IBfV9QcFl1CsiQclxQdNVcCIEUmyoqa62jkrqZl6TZz9EN9uzuDKLsNAtl8lKjQ
km/R
-----END CERTIFICATE-----
`,
  privateKey: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3M2jb+iMFt4m/Qqz
ond18YatgOYGrn4vjoo2yko7omChRANCAATzaGn5PI7bVw0uEZA1IxUQiYgeqwEH
nqjddIVyXe6ZI1Dx7j5eAJNqQS5uPGOAFHNkZpjh26sMLInP7Nw1JLOx
-----END PRIVATE KEY-----
`,
};
