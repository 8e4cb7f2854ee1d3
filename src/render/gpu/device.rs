//! An opened graphics adapter, and what went wrong with it.

use super::adapter::{self, Adapter, Environment};
use crate::{
    error::{Error, Result},
    quiet,
};
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// An opened graphics adapter; clones share it. Renderers of any number of songs draw on it, one after the other.
#[derive(Clone)]
pub struct Gpu(Arc<Inner>);

struct Inner {
    adapter: Adapter,
    device: wgpu::Device,
    queue: wgpu::Queue,
    health: Health,
    /// Whether the device is never to be closed.
    abandoned: AtomicBool,
    /// Plays a device that is lost while it is waited for.
    #[cfg(test)]
    pub(super) lost_in_wait: AtomicBool,
}

/// The first thing that went wrong, wherever it was noticed.
#[derive(Debug, Clone, Default)]
struct Health(Arc<Mutex<Option<String>>>);

impl Health {
    fn report(&self, fault: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
    }

    fn fault(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Gpu {
    /// Opens the adapter that is named, or the best one, and says why it is that one.
    ///
    /// # Errors
    /// [`Error::Gpu`] when there is none, or its driver refuses.
    pub(in crate::render) fn choose(
        named: Option<&str>,
        environment: &Environment,
    ) -> Result<(Self, String)> {
        let (adapters, handles): (Vec<_>, Vec<_>) = adapter::enumerate().into_iter().unzip();
        let (adapter, why) = adapter::pick(&adapters, named, environment)?;
        Ok((Self::open(adapter, &handles[adapter.index])?, format!("{adapter}, because {why}")))
    }

    /// Opens an adapter with all that it can do.
    ///
    /// # Errors
    /// [`Error::Gpu`] when its driver refuses.
    fn open(adapter: &Adapter, handle: &wgpu::Adapter) -> Result<Self> {
        let asked = wgpu::DeviceDescriptor {
            label: Some("cymatic"),
            // Not the defaults: those bind 128 MiB at most.
            required_limits: handle.limits(),
            ..wgpu::DeviceDescriptor::default()
        };
        let opened = pollster::block_on(handle.request_device(&asked));
        let (device, queue) = opened.map_err(|e| Error::Gpu(format!("{adapter} can't be opened: {e}")))?;
        let health = Health::default();
        let lost = health.clone();
        device.set_device_lost_callback(move |_, why| {
            lost.report(format!("the device was lost{}{why}", if why.is_empty() { "" } else { ": " }));
        });
        let failed = health.clone();
        // Left alone, such an error would panic.
        device.on_uncaptured_error(Arc::new(move |e: wgpu::Error| failed.report(in_words(&e))));
        Ok(Self(Arc::new(Inner {
            adapter: adapter.clone(),
            device,
            queue,
            health,
            abandoned: AtomicBool::new(false),
            #[cfg(test)]
            lost_in_wait: AtomicBool::new(false),
        })))
    }

    /// What it is.
    #[must_use]
    pub fn adapter(&self) -> &Adapter {
        &self.0.adapter
    }

    pub(super) fn device(&self) -> &wgpu::Device {
        &self.0.device
    }

    pub(super) fn queue(&self) -> &wgpu::Queue {
        &self.0.queue
    }

    /// Passes while nothing went wrong with the device.
    ///
    /// # Errors
    /// [`Error::Gpu`] with the first fault, from then on for ever.
    pub fn check(&self) -> Result<()> {
        match self.0.health.fault() {
            None => Ok(()),
            Some(fault) => {
                self.abandon();
                Err(self.error(&fault))
            }
        }
    }

    /// Lets go of a device that failed without ever closing it: closing waits for its work, without a limit, and
    /// frees memory that lent frames may still show.
    fn abandon(&self) {
        if !self.0.abandoned.swap(true, Ordering::Relaxed) {
            std::mem::forget(self.clone());
        }
    }

    /// Waits for a submission, or for all of them, no longer than `limit`; false when the time is over. A device that
    /// failed is not asked again.
    ///
    /// # Errors
    /// [`Error::Gpu`] when the device is lost meanwhile, which wgpu answers with a panic.
    pub(super) fn wait(&self, submission: Option<wgpu::SubmissionIndex>, limit: Duration) -> Result<bool> {
        self.check()?;
        let wait = wgpu::PollType::Wait { submission_index: submission, timeout: Some(limit) };
        let polled = quiet::catch(|| {
            #[cfg(test)]
            assert!(!self.0.lost_in_wait.load(Ordering::Relaxed), "Device is lost");
            self.0.device.poll(wait)
        });
        match polled {
            Ok(Ok(_)) => self.check().map(|()| true),
            Ok(Err(wgpu::PollError::Timeout)) => Ok(false),
            Ok(Err(error)) => Err(self.fail(&error.to_string())),
            Err(quiet::Panicked) => Err(self.fail("the device was lost")),
        }
    }

    /// From now on every wait meets a lost device.
    #[cfg(test)]
    pub(super) fn lose_in_wait(&self) {
        self.0.lost_in_wait.store(true, Ordering::Relaxed);
    }

    /// What happens to an error that no scope catches.
    #[cfg(test)]
    pub(super) fn uncaptured(&self, error: &wgpu::Error) {
        self.0.health.report(in_words(error));
    }

    /// Plays a smaller adapter.
    #[cfg(test)]
    pub(super) fn limit_buffers(&mut self, bytes: u64) {
        let inner = Arc::get_mut(&mut self.0).expect("nobody else has it");
        inner.adapter.limits.buffer_bytes = bytes;
        inner.adapter.limits.binding_bytes = bytes;
    }

    /// Records what went wrong: nothing is drawn on this device any more.
    pub(super) fn fail(&self, fault: &str) -> Error {
        self.0.health.report(fault.to_owned());
        self.abandon();
        self.error(fault)
    }

    /// An error that names the adapter.
    pub(super) fn error(&self, fault: &str) -> Error {
        Error::Gpu(format!("{}: {fault}", self.0.adapter))
    }

    /// Makes resources. What can't be made is an error of its own: the device stays usable for smaller ones.
    ///
    /// # Errors
    /// [`Error::Gpu`], and those of `make`.
    pub(super) fn make<T>(&self, make: impl FnOnce(&wgpu::Device) -> Result<T>) -> Result<T> {
        self.check()?;
        let filters =
            [wgpu::ErrorFilter::Validation, wgpu::ErrorFilter::OutOfMemory, wgpu::ErrorFilter::Internal];
        let scopes = filters.map(|filter| self.0.device.push_error_scope(filter));
        let made = make(&self.0.device);
        let mut fault = None;
        for scope in scopes.into_iter().rev() {
            fault = fault.or(pollster::block_on(scope.pop()));
        }
        let made = made?;
        match fault {
            Some(fault) => Err(self.error(&in_words(&fault))),
            None => self.check().map(|()| made),
        }
    }
}

impl fmt::Debug for Gpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gpu").field("adapter", &self.0.adapter.name).finish_non_exhaustive()
    }
}

/// An error of the graphics API in one line.
fn in_words(error: &wgpu::Error) -> String {
    match error {
        wgpu::Error::OutOfMemory { .. } => "out of graphics memory".into(),
        wgpu::Error::Validation { description, .. } | wgpu::Error::Internal { description, .. } => {
            description.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    }
}
