//! Reading in the calling thread, working in another: decoders stay where they were made, and their time is gained.
//!
//! What is handed over is the same whatever the threads do, and one thread alone works on it, in order: bytes don't
//! depend on how the two are scheduled.

use crate::error::Result;
use std::{
    panic::resume_unwind,
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

/// Blocks that may wait: a tenth of a second or two.
const DEPTH: usize = 2;

/// Gives what `read` returns to `work`, until there is no more or `work` ends.
///
/// # Errors
/// Those of `read`, before those of `work`.
pub(crate) fn ahead<M: Send, T: Send>(
    mut read: impl FnMut() -> Result<Option<M>>,
    work: impl FnOnce(Receiver<M>) -> Result<T> + Send,
) -> Result<T> {
    let (sender, receiver) = sync_channel(DEPTH);
    thread::scope(|scope| {
        let worker = scope.spawn(move || work(receiver));
        let read = loop {
            match read() {
                Ok(Some(next)) => {
                    // Who hangs up has all it wants.
                    if sender.send(next).is_err() {
                        break Ok(());
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        drop(sender);
        let worked = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        read.and(worked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn all_is_handed_over_in_order_and_the_cause_of_an_end_is_told() {
        let count_to = |end: u32| {
            let mut n = 0;
            move || {
                n += 1;
                Ok((n <= end).then_some(n))
            }
        };
        let all = ahead(count_to(1_000), |numbers| Ok(numbers.iter().collect::<Vec<u32>>())).unwrap();
        assert!(all.len() == 1_000 && all.is_sorted());
        assert_eq!(ahead(count_to(u32::MAX), |numbers| Ok(numbers.iter().take(5).sum::<u32>())).unwrap(), 15);
        let read = ahead(|| Err::<Option<u32>, _>(Error::Interrupted), |numbers| Ok(numbers.iter().count()));
        assert!(matches!(read, Err(Error::Interrupted)));
        let work = ahead(count_to(u32::MAX), |_| Err::<(), _>(Error::Internal("work".into())));
        assert!(matches!(work, Err(Error::Internal(_))));
    }
}
