//! Prints the JSON Schema of an agreement's blocks: `cargo run -p tregua-terms --example schema > docs/agreement.schema.json`.

#![expect(clippy::print_stdout, reason = "its output is its result")]

fn main() {
    print!("{}", terms::schema());
}
