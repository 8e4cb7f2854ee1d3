//! The WGSL itself: valid, laid out as Rust has it, and its mistakes shown where they are.

use super::{
    super::{
        program::{self, Source},
        sizes, upload,
    },
    gpu,
};
use crate::{
    size::Size,
    visual::{self, REGISTRY, params::Values, picture::Glow, shader::Mirror},
};
use naga::{
    AddressSpace, Handle, Module, Type, TypeInner,
    front::wgsl,
    valid::{Capabilities, ValidationFlags, Validator},
};

/// Every module that the program compiles, by name.
fn modules() -> Vec<(String, Vec<Source>)> {
    let size = Size::new(640, 360).unwrap();
    let describing = REGISTRY.iter().filter_map(|info| {
        let shader = (info.create)(&Values::defaults(info.params)).shader(size)?;
        Some((info.name.to_owned(), program::describe(&shader).to_vec()))
    });
    describing.chain([("draw".to_owned(), program::DRAW.to_vec())]).collect()
}

fn parse(files: &[Source]) -> Result<Module, String> {
    let text = program::text(files);
    let shown = |place: Option<std::ops::Range<usize>>, message: &str| {
        program::point_at(files, place.unwrap_or(0..0), message)
    };
    let module = wgsl::parse_str(&text)
        .map_err(|e| shown(e.labels().next().and_then(|(span, _)| span.to_range()), e.message()))?;
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::default());
    validator.validate(&module).map_err(|e| {
        shown(e.spans().next().and_then(|(span, _)| span.to_range()), &format!("{:?}", e.as_inner()))
    })?;
    Ok(module)
}

#[test]
fn every_shader_is_valid() {
    let modules = modules();
    assert!(modules.len() >= 4, "too few shaders: {}", modules.len());
    let wrong: Vec<String> = modules.iter().filter_map(|(_, files)| parse(files).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mistake_is_shown_in_its_file() {
    let broken = Source { file: "broken.wgsl", text: "\nfn f() -> f32 {\n    return missing + 1.0;\n}\n" };
    let files = [program::DRAW[0], broken];
    let shown = parse(&files).unwrap_err();
    assert!(shown.contains("shaders/broken.wgsl:3:12: "), "{shown}");
    assert!(shown.contains("    return missing + 1.0;\n               ^^^^^^^"), "{shown}");
    // And the same where it is compiled for an adapter.
    let Some(gpu) = gpu() else { return };
    let error = program::compile(gpu.device(), &files).unwrap_err().to_string();
    assert!(error.contains("shaders/broken.wgsl:3:12: "), "{error}");
    assert!(error.contains("^^^^^^^"), "{error}");
}

/// A WGSL struct: bytes without a runtime-sized last member, and name, offset and size of the others.
struct Declared {
    bytes: u32,
    fields: Vec<(String, u32, u32)>,
}

fn declared(module: &Module, struct_type: Handle<Type>) -> Option<Declared> {
    let TypeInner::Struct { members, span } = &module.types[struct_type].inner else { return None };
    let mut layouter = naga::proc::Layouter::default();
    layouter.update(module.to_ctx()).unwrap();
    let open_ended = |m: &&naga::StructMember| {
        matches!(module.types[m.ty].inner, TypeInner::Array { size: naga::ArraySize::Dynamic, .. })
    };
    let bytes = members.iter().find(open_ended).map_or(*span, |m| m.offset);
    let fixed = members.iter().filter(|m| !open_ended(m));
    let fields = fixed.map(|m| (m.name.clone().unwrap_or_default(), m.offset, layouter[m.ty].size)).collect();
    Some(Declared { bytes, fields })
}

/// All structs that the host writes: the types of read-only globals and what they are made of.
fn host_written(module: &Module) -> Vec<Handle<Type>> {
    let read_only = |space: AddressSpace| match space {
        AddressSpace::Uniform => true,
        AddressSpace::Storage { access } => !access.contains(naga::StorageAccess::STORE),
        _ => false,
    };
    let mut open: Vec<_> =
        module.global_variables.iter().filter(|(_, g)| read_only(g.space)).map(|(_, g)| g.ty).collect();
    let mut found = Vec::new();
    while let Some(ty) = open.pop() {
        match &module.types[ty].inner {
            TypeInner::Struct { members, .. } if !found.contains(&ty) => {
                found.push(ty);
                open.extend(members.iter().map(|m| m.ty));
            }
            TypeInner::Array { base, .. } => open.push(*base),
            _ => {}
        }
    }
    found
}

#[test]
fn structs_are_laid_out_alike_in_rust_and_wgsl() {
    let mirrors: Vec<Mirror> =
        visual::mirrors().into_iter().chain(sizes::mirrors()).chain(upload::mirrors()).collect();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for (module_name, files) in modules() {
        let module = parse(&files).unwrap();
        let style_file = files.last().unwrap().file;
        for ty in host_written(&module) {
            let name = module.types[ty].name.clone().unwrap();
            // `Batch` is what follows from its two members, one after the other.
            if name == "Batch" {
                continue;
            }
            let ours = |m: &&Mirror| {
                m.name == name && (m.file == style_file || files.iter().any(|f| f.file == m.file))
            };
            let Some(rust) = mirrors.iter().find(ours) else {
                wrong.push(format!("{module_name}: {name} has no Rust struct"));
                continue;
            };
            let wgsl = declared(&module, ty).unwrap();
            let fields: Vec<_> =
                rust.fields.iter().map(|(n, o, s)| ((*n).to_owned(), *o as u32, *s as u32)).collect();
            compared += 1;
            if fields != wgsl.fields || rust.bytes as u32 != wgsl.bytes {
                wrong.push(format!(
                    "{name}: Rust has {fields:?}, {}; WGSL {:?}, {}",
                    rust.bytes, wgsl.fields, wgsl.bytes
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 12, "only {compared} structs were compared");
}

#[test]
fn buffers_between_the_passes_have_the_size_of_their_structs() {
    let module = parse(&program::DRAW).unwrap();
    let mut layouter = naga::proc::Layouter::default();
    layouter.update(module.to_ctx()).unwrap();
    let size = |name: &str| {
        let found = module.types.iter().find(|(_, ty)| ty.name.as_deref() == Some(name));
        u64::from(layouter[found.unwrap().0].to_stride())
    };
    assert_eq!(size("Ground"), size_of::<upload::Ground>() as u64);
    assert_eq!(size("Glow"), size_of::<Glow>() as u64);
    assert_eq!(size("Bar"), size_of::<upload::Bar>() as u64);
}
