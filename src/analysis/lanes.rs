//! Loops over many samples in the widest lanes that the machine has.

/// Does work that is compiled once per instruction set, as `pulp` picks it at run time. All that it calls has to be inlined.
/// Lanes and scalar code agree bit for bit: nothing is fused or put in another order.
#[inline(always)]
pub(super) fn in_lanes<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}
