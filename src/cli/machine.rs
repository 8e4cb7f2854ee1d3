//! The processor, the memory and the power of this machine, and how much of them this process may use.

use super::power::Power;
use cymatic::pipeline::{memory_limit_bytes, total_memory_bytes};
use std::{fs, path::Path, process::Command};

/// What programs run on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Machine {
    /// The processor as it calls itself; its architecture where it has no name.
    pub(super) cpu_name: String,
    /// Cores that this process may use: affinity and a container's quota are counted.
    pub(super) cores: usize,
    /// Cores that there are.
    pub(super) cores_total: usize,
    /// Memory that there is, bytes.
    pub(super) memory_bytes: Option<u64>,
    /// Memory that the control group leaves to this process, bytes; none without a limit.
    pub(super) memory_limit_bytes: Option<u64>,
    /// What feeds it: "mains", also where the system doesn't tell, or "battery".
    pub(super) power: Power,
}

impl Machine {
    /// Asks the system; what it doesn't tell is left out.
    pub(super) fn read() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let memory_bytes = total_memory_bytes().or_else(|| sysctl("hw.memsize")?.parse().ok());
        let named = name(&cpuinfo).or_else(|| sysctl("machdep.cpu.brand_string"));
        let named = named.or_else(|| std::env::var("PROCESSOR_IDENTIFIER").ok());
        let logical = || sysctl("hw.logicalcpu").and_then(|count| count.parse().ok()).unwrap_or(cores);
        Self {
            cpu_name: named.unwrap_or_else(|| std::env::consts::ARCH.into()),
            cores,
            cores_total: count(&cpuinfo).unwrap_or_else(logical).max(cores),
            memory_bytes,
            memory_limit_bytes: memory_limit_bytes()
                .filter(|limit| memory_bytes.is_none_or(|total| *limit < total)),
            power: Power::read(),
        }
    }
}

/// Whether this is a container, by what those leave behind: files, and variables of the environment.
pub(super) fn is_container(is_set: impl Fn(&str) -> bool) -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
        || ["container", "KUBERNETES_SERVICE_HOST"].into_iter().any(is_set)
}

/// A fact that macOS tells by a command of its own.
fn sysctl(key: &str) -> Option<String> {
    let told =
        cfg!(target_os = "macos").then(|| Command::new("sysctl").args(["-n", key]).output().ok())??;
    let text = String::from_utf8(told.stdout).ok()?;
    told.status.success().then(|| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The processor's name in `/proc/cpuinfo`: x86's key, then those of the boards that have one.
fn name(cpuinfo: &str) -> Option<String> {
    let value = |key: &str| values(cpuinfo, key).find(|value| !value.is_empty()).map(str::to_owned);
    ["model name", "cpu model", "Model", "Hardware", "cpu"].into_iter().find_map(value)
}

/// The number of processors in `/proc/cpuinfo`.
fn count(cpuinfo: &str) -> Option<usize> {
    Some(values(cpuinfo, "processor").count()).filter(|count| *count > 0)
}

/// The values of `key : value` lines.
fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.filter(move |(name, _)| name.trim() == key).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_a_name_and_as_many_cores_as_may_be_used() {
        let machine = Machine::read();
        assert!(!machine.cpu_name.is_empty());
        assert!(1 <= machine.cores && machine.cores <= machine.cores_total, "{machine:?}");
        if cfg!(target_os = "linux") {
            assert!(machine.memory_bytes.is_some_and(|bytes| bytes > 1 << 26), "{machine:?}");
        }
    }

    #[test]
    fn processors_are_read_from_what_linux_says() {
        let x86 = "processor\t: 0\nmodel name\t: A 9000\n\nprocessor\t: 1\nmodel name\t: A 9000\n";
        assert_eq!((name(x86).as_deref(), count(x86)), (Some("A 9000"), Some(2)));
        let arm = "processor\t: 0\nBogoMIPS\t: 50\n\nModel\t: Board 4\n";
        assert_eq!((name(arm).as_deref(), count(arm)), (Some("Board 4"), Some(1)));
        assert_eq!((name(""), count("")), (None, None));
    }

    #[test]
    fn a_variable_says_that_this_is_a_container() {
        assert!(
            is_container(|name| name == "container") && is_container(|name| name.starts_with("KUBERNETES"))
        );
    }
}
