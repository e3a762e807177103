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
