//! Hashes that say whether something is what it was before.

/// Where a hash begins.
pub(super) const START: u64 = 0x9E37_79B9_7F4A_7C15;

/// Folds a word into a hash: a multiplication to 128 bits, halves xored (as wyhash does).
#[inline(always)]
pub(super) fn fold(hash: u64, word: u64) -> u64 {
    let wide = u128::from(hash ^ word) * 0xE703_7ED1_A0B4_28DB;
    (wide as u64) ^ ((wide >> 64) as u64) ^ word.rotate_left(29)
}

/// The hash of plain data that is made of words.
pub(super) fn hash_bytes(bytes: &[u8]) -> u64 {
    let (words, tail) = bytes.as_chunks::<4>();
    debug_assert!(tail.is_empty(), "shapes are made of words");
    words.iter().fold(0x2545_F491_4F6C_DD1D, |hash, word| fold(hash, u64::from(u32::from_le_bytes(*word))))
}
