use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use comity_model::PartyId;

use super::refusal::Refusal;
use crate::limits::LinkLimits;

/// How many connections each partner has: none may take them all.
pub(super) struct Seats {
    limits: LinkLimits,
    taken: Mutex<HashMap<PartyId, usize>>,
}

/// A connection of a partner, counted as long as this is there.
pub(super) struct Seat {
    seats: Arc<Seats>,
    party: PartyId,
}

impl Seats {
    pub(super) fn new(limits: LinkLimits) -> Seats {
        Seats { limits, taken: Mutex::default() }
    }

    pub(super) fn take(self: &Arc<Seats>, party: &PartyId) -> Result<Seat, Refusal> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.values().sum::<usize>() >= self.limits.connections {
            return Err(Refusal::Full);
        }
        let own = taken.entry(party.clone()).or_default();
        if *own >= self.limits.connections_per_partner {
            return Err(Refusal::TooMany(party.clone()));
        }
        *own += 1;
        Ok(Seat { seats: self.clone(), party: party.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.party) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(&self.party);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_partner_takes_all_seats() {
        let limits =
            LinkLimits { connections: 3, connections_per_partner: 2, ..LinkLimits::default() };
        let seats = Arc::new(Seats::new(limits));
        let (one, other) = (PartyId::new("freedonia").unwrap(), PartyId::new("sylvania").unwrap());
        let first = seats.take(&one).unwrap();
        let _second = seats.take(&one).unwrap();
        assert_eq!(seats.take(&one).err(), Some(Refusal::TooMany(one.clone())));
        let third = seats.take(&other).unwrap();
        assert_eq!(seats.take(&other).err(), Some(Refusal::Full));
        drop(first);
        let _fourth = seats.take(&one).unwrap();
        drop(third);
        assert!(seats.take(&other).is_ok());
        assert_eq!(seats.taken.lock().unwrap().len(), 1);
    }
}
