// The little of WASI preview 1 that the verifier needs: read-only files in memory, output as text.
// It has no network, no clock and no files but those given.

const [OK, BAD_FD, INVALID, NOT_THERE] = [0, 8, 28, 44];
const [DEVICE, FOLDER, FILE] = [2, 3, 4];

class Exit extends Error {
  constructor(code) { super(`exit ${code}`); this.code = code; }
}

/** Runs the program with `words` over `files` (name to bytes); gives its exit code and what it wrote. */
export async function runVerifier(wasm, files, words) {
  const [encode, decode] = [new TextEncoder(), new TextDecoder()];
  const argv = ["tregua-verify", ...words].map((word) => encode.encode(word + "\0"));
  const open = new Map();
  const written = { 1: [], 2: [] };
  let memory, nextFd = 4;
  const view = () => new DataView(memory.buffer);
  const bytes = (at, length) => new Uint8Array(memory.buffer, at, length);
  const find = (at, length) => files[decode.decode(bytes(at, length)).replace(/^\/+/, "")];
  const kindOf = (fd) => (fd < 3 ? DEVICE : fd === 3 ? FOLDER : FILE);
  const isOpen = (fd) => fd <= 3 || open.has(fd);
  const stat = (at, kind, size) => {
    bytes(at, 64).fill(0);
    view().setUint8(at + 16, kind);
    view().setBigUint64(at + 32, BigInt(size), true);
    return OK;
  };
  const eachPart = (list, n, take) => {
    let total = 0;
    for (let part = 0; part < n; part++) {
      const at = view().getUint32(list + 8 * part, true), length = view().getUint32(list + 8 * part + 4, true);
      total += take(bytes(at, length));
    }
    return total;
  };
  const system = {
    args_sizes_get(n, size) {
      view().setUint32(n, argv.length, true);
      view().setUint32(size, argv.reduce((sum, word) => sum + word.length, 0), true);
      return OK;
    },
    args_get(list, at) {
      for (const [place, word] of argv.entries()) {
        view().setUint32(list + 4 * place, at, true);
        bytes(at, word.length).set(word);
        at += word.length;
      }
      return OK;
    },
    environ_sizes_get(n, size) { view().setUint32(n, 0, true); view().setUint32(size, 0, true); return OK; },
    environ_get() { return OK; },
    random_get(at, length) { crypto.getRandomValues(bytes(at, length)); return OK; },
    fd_prestat_get(fd, at) {
      if (fd !== 3) return BAD_FD;
      view().setUint32(at, 0, true);
      view().setUint32(at + 4, 1, true);
      return OK;
    },
    fd_prestat_dir_name(fd, at) { if (fd !== 3) return BAD_FD; bytes(at, 1).set(encode.encode("/")); return OK; },
    fd_fdstat_get(fd, at) {
      if (!isOpen(fd)) return BAD_FD;
      bytes(at, 24).fill(0);
      view().setUint8(at, kindOf(fd));
      view().setBigUint64(at + 8, ~0n & 0xffffffffffffffffn, true);
      view().setBigUint64(at + 16, 0xffffffffffffffffn, true);
      return OK;
    },
    fd_filestat_get(fd, at) { return isOpen(fd) ? stat(at, kindOf(fd), open.get(fd)?.file.length ?? 0) : BAD_FD; },
    path_filestat_get(fd, flags, path, length, at) {
      const file = find(path, length);
      return file ? stat(at, FILE, file.length) : NOT_THERE;
    },
    path_open(fd, dirFlags, path, length, openFlags, rights, inherited, fdFlags, to) {
      const file = find(path, length);
      if (!file) return NOT_THERE;
      open.set(nextFd, { file, at: 0 });
      view().setUint32(to, nextFd++, true);
      return OK;
    },
    fd_read(fd, list, n, to) {
      const one = open.get(fd);
      if (!one) return BAD_FD;
      const total = eachPart(list, n, (part) => {
        const read = one.file.subarray(one.at, one.at + part.length);
        part.set(read);
        one.at += read.length;
        return read.length;
      });
      view().setUint32(to, total, true);
      return OK;
    },
    fd_seek(fd, offset, whence, to) {
      const one = open.get(fd);
      if (!one) return BAD_FD;
      const at = [0, one.at, one.file.length][whence] + Number(offset);
      if (!(at >= 0)) return INVALID;
      one.at = at;
      view().setBigUint64(to, BigInt(at), true);
      return OK;
    },
    fd_write(fd, list, n, to) {
      if (!written[fd]) return BAD_FD;
      const total = eachPart(list, n, (part) => { written[fd].push(part.slice()); return part.length; });
      view().setUint32(to, total, true);
      return OK;
    },
    fd_readdir() { return BAD_FD; },
    fd_close(fd) { open.delete(fd); return OK; },
    proc_exit(code) { throw new Exit(code); },
  };
  const module = await WebAssembly.compile(wasm);
  const absent = WebAssembly.Module.imports(module).filter((one) => !(one.name in system));
  if (absent.length > 0) throw new Error(`the verifier asks for more than it is given: ${absent.map((one) => one.name)}`);
  const program = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system });
  memory = program.exports.memory;
  let code = 0;
  try {
    program.exports._start();
  } catch (stopped) {
    if (!(stopped instanceof Exit)) throw stopped;
    code = stopped.code;
  }
  const text = (parts) => parts.map((part) => decode.decode(part, { stream: true })).join("") + decode.decode();
  return { code, out: text(written[1]), err: text(written[2]) };
}
