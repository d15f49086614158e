"""Makes cosignature_v1.json with another implementation than ours (Python's `cryptography`, 47 or later).

Invented names and fixed seeds. ML-DSA-44 signing is randomised there: another run gives other
signatures that are as good. The file is made once and never changes.
"""
import base64, hashlib, json, struct
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LOG = "log.example/mission"
b64 = lambda data: base64.b64encode(data).decode()


def key(name, kind, seed):
    if kind == 6:
        secret = mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
        public = secret.public_key().public_bytes_raw()
    else:
        secret = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        public = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    kid = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    return secret, kid, f"{name}+{kid.hex()}+{b64(bytes([kind]) + public)}"


def message(kind, name, time, text):
    if kind == 1:
        return text.encode()
    if kind == 4:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    origin, size, root = text.split("\n")[:3]
    vector = lambda name: bytes([len(name.encode())]) + name.encode()
    return (b"subtree/v1\n\0" + vector(name) + struct.pack(">Q", time) + vector(origin)
            + struct.pack(">QQ", 0, int(size)) + base64.b64decode(root))


def line(name, kind, seed, time, text):
    secret, kid, vkey = key(name, kind, seed)
    signed = message(kind, name, time, text)
    signature = secret.sign(signed)
    stamp = b"" if kind == 1 else struct.pack(">Q", time)
    return {"name": name, "kind": kind, "seed": b64(seed), "vkey": vkey, "unix_s": time,
            "message_sha256": hashlib.sha256(signed).hexdigest(),
            "line": f"\u2014 {name} {b64(kid + stamp + signature)}"}


root = hashlib.sha256(b"\0" + b"only entry").digest()
texts = [f"{LOG}\n1\n{b64(root)}\n", f"{LOG}\n1\n{b64(root)}\nextension line\n",
         f"{LOG}\n0\n{b64(hashlib.sha256(b'').digest())}\n"]
cases = []
for at, text in enumerate(texts):
    lines = [line(LOG, 1, bytes([1] * 32), 0, text), line(LOG, 6, bytes([2] * 32), 0, text),
             line("witness.example/w1", 4, bytes([3] * 32), 1_790_000_000 + at, text),
             line("witness.example/w1", 6, bytes([4] * 32), 1_790_000_001 + at, text),
             line("witness.example/w2", 6, bytes([5] * 32), 2**63 - 1, text),
             line("witness.example/w3", 6, bytes([6] * 32), 0, text)]
    cases.append({"text": text, "signatures": lines})
print(json.dumps({"log_name": LOG, "cases": cases}, indent=1, ensure_ascii=False))
