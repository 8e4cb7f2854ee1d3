//! How much memory the process took, and how much it may take.

use std::{fs, path::Path};

/// Most memory that this process held at any time, bytes; none where the system doesn't tell.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    kib(&proc("self/status"), "VmHWM:")
}

/// The memory of the machine, bytes; none where the system doesn't tell.
#[must_use]
pub fn total_memory_bytes() -> Option<u64> {
    kib(&proc("meminfo"), "MemTotal:")
}

/// The memory limit of the control groups that this process runs in, a container's, bytes; none without one.
#[must_use]
pub fn memory_limit_bytes() -> Option<u64> {
    groups(Path::new(GROUPS), &proc("self/cgroup")).into_iter().map(|group| group.limit).min()
}

/// Memory that this process can still get without taking it from others: what the system has left, or its control
/// groups, bytes; none where the system doesn't tell.
#[must_use]
pub fn free_memory_bytes() -> Option<u64> {
    let groups = groups(Path::new(GROUPS), &proc("self/cgroup"));
    let left = groups.iter().map(|group| group.limit.saturating_sub(group.used));
    left.chain(kib(&proc("meminfo"), "MemAvailable:")).min()
}

/// Where control groups are files.
const GROUPS: &str = "/sys/fs/cgroup";

/// A file of Linux' `/proc`, empty elsewhere.
fn proc(name: &str) -> String {
    fs::read_to_string(Path::new("/proc").join(name)).unwrap_or_default()
}

/// A value of `/proc/meminfo` and its like in bytes.
fn kib(text: &str, key: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(key))?;
    value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// A control group with a limit: bytes that it may hold, and that it holds without what the system would drop.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    limit: u64,
    used: u64,
}

/// The names of the files of a control group.
struct Names {
    limit: &'static str,
    used: &'static str,
    /// A line of `memory.stat`: files that were read a while ago and are kept because there is room.
    cached: &'static str,
}

/// Those of the two versions that there are.
const FIRST: Names =
    Names { limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes", cached: "total_inactive_file " };
const SECOND: Names = Names { limit: "memory.max", used: "memory.current", cached: "inactive_file " };

/// The control groups that `/proc/self/cgroup` names, and those above them, as far as they have limits.
///
/// In a container the named folder is often not to be seen; the container's own group is then the root.
fn groups(root: &Path, named: &str) -> Vec<Group> {
    let mut found = Vec::new();
    for line in named.lines() {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else { continue };
        let (folder, names) = match controllers {
            "" => (root.to_owned(), SECOND),
            _ if controllers.split(',').any(|name| name == "memory") => (root.join("memory"), FIRST),
            _ => continue,
        };
        let above = Path::new(path.trim_start_matches('/')).ancestors();
        found.extend(above.filter_map(|path| group(&folder.join(path), &names)));
    }
    found
}

fn group(folder: &Path, names: &Names) -> Option<Group> {
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let number = |text: &str| text.trim().parse::<u64>().ok();
    // "max", and a number beyond all memory in the first version, mean that there is none.
    let limit = number(&text(names.limit)).filter(|limit| *limit < 1 << 60)?;
    let stat = text("memory.stat");
    let cached = stat.lines().find_map(|line| number(line.strip_prefix(names.cached)?)).unwrap_or(0);
    Some(Group { limit, used: number(&text(names.used)).unwrap_or(0).saturating_sub(cached) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_peak_is_at_least_what_is_held_and_something_is_left() {
        let held = vec![1u8; 32 << 20];
        assert!(peak_memory_bytes().unwrap() >= held.len() as u64);
        assert!(free_memory_bytes().unwrap() > 1 << 20);
    }

    #[test]
    fn values_are_read_from_what_linux_says() {
        assert_eq!(kib("MemTotal:  2048 kB\nMemFree: 1 kB\n", "MemTotal:"), Some(2 << 20));
        assert_eq!(kib("", "MemTotal:"), None);
    }

    #[test]
    fn groups_tell_what_they_leave() {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        let of = |named: &str| groups(root.path(), named);
        write("a/memory.max", "1000\n");
        write("a/b/memory.max", "max\n");
        assert_eq!(of("0::/a/b\n"), [Group { limit: 1000, used: 0 }]);
        write("a/b/memory.max", "500\n");
        write("a/b/memory.current", "300\n");
        write("a/b/memory.stat", "anon 100\ninactive_file 120\n");
        assert_eq!(of("0::/a/b\n"), [Group { limit: 500, used: 180 }, Group { limit: 1000, used: 0 }]);
        assert_eq!(of("0::/elsewhere\n"), []);
        // The first version, seen from a container: its group is the root.
        write("memory/memory.limit_in_bytes", "700\n");
        write("memory/memory.usage_in_bytes", "60\n");
        assert_eq!(of("4:cpu,memory:/host/x\n0::/\n"), [Group { limit: 700, used: 60 }]);
        write("memory/memory.limit_in_bytes", "9223372036854771712\n");
        assert_eq!(of("4:cpu,memory:/host/x\n"), []);
    }
}
