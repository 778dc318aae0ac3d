use crate::ServerError;

/// Where chance comes from.
pub trait Chance: Send + Sync + 'static {
    /// Bytes that nobody can guess.
    ///
    /// # Errors
    /// If the machine has none to give.
    fn bytes(&self) -> Result<[u8; 32], ServerError>;
}

/// The machine's own source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&self) -> Result<[u8; 32], ServerError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| ServerError::NoRandomness)?;
        Ok(bytes)
    }
}
