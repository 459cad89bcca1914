"""Verifying Ed25519 in plain Python (RFC 8032), for tests; see blake3.py."""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * I % P
    if x * x % P != square or y >= P:
        raise ValueError("no point of the curve")
    return P - x if x & 1 != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & (1 << 255) - 1
    x = recover(y, number >> 255)
    return (x, y, 1, x * y % P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, p):
    sum = (0, 1, 1, 0)
    while number:
        if number & 1:
            sum = add(sum, p)
        p, number = add(p, p), number >> 1
    return sum


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


class Ed25519PublicKey:
    @classmethod
    def from_public_bytes(cls, data):
        key = cls()
        key.data = data
        return key

    def verify(self, signature, message):
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        hashed = hashlib.sha512(r + self.data + message).digest()
        challenge = int.from_bytes(hashed, "little") % L
        one = times(s, BASE)
        other = add(point(r), times(challenge, point(self.data)))
        same = all((one[at] * other[2] - other[at] * one[2]) % P == 0 for at in (0, 1))
        if s >= L or not same:
            raise ValueError("not the signature")
