//! The script `x`, as far as it goes without building anything.
#![cfg(unix)]

use std::process::Command;

fn x(args: &[&str]) -> std::process::Output {
    Command::new("sh").arg("x").args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

#[test]
fn the_script_explains_itself() {
    let help = x(&["help"]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for command in ["./x demo", "./x test", "./x test STYLE", "./x bless STYLE", "./x lint", "./x help"] {
        assert!(text.contains(command), "{command}");
    }
    assert_eq!(x(&["dance"]).status.code(), Some(2));
}
