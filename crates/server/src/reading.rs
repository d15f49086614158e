//! One request, one view: opened on a thread that may wait for the disk.

use crate::problem::Problem;
use store::Folder;
use store::view::View;

/// Opens the mission as of a position and reads from it.
pub async fn read<T: Send + 'static>(
    folder: Folder,
    as_of: Option<u64>,
    what: impl FnOnce(&View) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let reading = tokio::task::spawn_blocking(move || {
        let view = View::open(&folder, as_of)?;
        what(&view)
    });
    reading.await.unwrap_or_else(|_| {
        Err(Problem { status: 500, title: "the mission could not be read".into(), detail: "reading stopped half-way; try again".into() })
    })
}

/// Reads an instant of a query.
pub fn instant(name: &str, text: Option<&str>) -> Result<Option<i64>, Problem> {
    let read = |text: &str| {
        text.parse::<model::Instant>().map(model::Instant::ms).map_err(|fault| Problem::of_request(format!("{name}: {fault}")))
    };
    text.map(read).transpose()
}
