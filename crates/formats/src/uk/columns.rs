//! What the columns and elements of the lists mean.

use crate::table::column_key;

/// A column of a table, or an element that holds text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    AddressCountry,
    AddressLine,
    AliasStrength,
    BusinessRegistration,
    CountryOfBirth,
    DateDesignated,
    DateOfBirth,
    DesignationSource,
    Email,
    EntityType,
    Flag,
    Gender,
    GroupId,
    HullNumber,
    ImoNumber,
    Kind,
    LastUpdated,
    ListedOn,
    Name(u8),
    NameNonLatin,
    NameType,
    Nationality,
    NationalIdInfo,
    NationalIdNumber,
    NonLatinLanguage,
    NonLatinType,
    OtherInformation,
    Owner,
    Parent,
    PassportInfo,
    PassportNumber,
    Phone,
    Position,
    PostalCode,
    PreviousFlag,
    PreviousOwner,
    Reasons,
    Regime,
    SanctionsImposed,
    ShipLength,
    ShipTonnage,
    ShipType,
    Subsidiary,
    Title,
    TownOfBirth,
    UnReference,
    UniqueId,
    Website,
    YearBuilt,
}

/// What belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Group {
    Name,
    NonLatinName,
    Address,
    BirthPlace,
    Passport,
    NationalId,
    /// A value of its own.
    Single,
}

/// The names of columns in the current table, the current XML and the retired table.
const NAMES: [(&str, Column); 85] = [
    ("address1", Column::AddressLine),
    ("address2", Column::AddressLine),
    ("address3", Column::AddressLine),
    ("address4", Column::AddressLine),
    ("address5", Column::AddressLine),
    ("address6", Column::AddressLine),
    ("addresscountry", Column::AddressCountry),
    ("addressline1", Column::AddressLine),
    ("addressline2", Column::AddressLine),
    ("addressline3", Column::AddressLine),
    ("addressline4", Column::AddressLine),
    ("addressline5", Column::AddressLine),
    ("addressline6", Column::AddressLine),
    ("addresspostalcode", Column::PostalCode),
    ("aliasquality", Column::AliasStrength),
    ("aliasstrength", Column::AliasStrength),
    ("aliastype", Column::NameType),
    ("businessregistrationnumber", Column::BusinessRegistration),
    ("businessregistrationnumbers", Column::BusinessRegistration),
    ("country", Column::AddressCountry),
    ("countryofbirth", Column::CountryOfBirth),
    ("currentbelievedflagofship", Column::Flag),
    ("currentowneroperator", Column::Owner),
    ("currentowneroperators", Column::Owner),
    ("datedesignated", Column::DateDesignated),
    ("designationsource", Column::DesignationSource),
    ("designationtype", Column::Kind),
    ("dob", Column::DateOfBirth),
    ("emailaddress", Column::Email),
    ("gender", Column::Gender),
    ("groupid", Column::GroupId),
    ("grouptype", Column::Kind),
    ("hullidentificationnumber", Column::HullNumber),
    ("hullidentificationnumberhin", Column::HullNumber),
    ("imonumber", Column::ImoNumber),
    ("individualentityship", Column::Kind),
    ("lastupdated", Column::LastUpdated),
    ("lengthofship", Column::ShipLength),
    ("listedon", Column::ListedOn),
    ("name1", Column::Name(1)),
    ("name2", Column::Name(2)),
    ("name3", Column::Name(3)),
    ("name4", Column::Name(4)),
    ("name5", Column::Name(5)),
    ("name6", Column::Name(6)),
    ("namenonlatinscript", Column::NameNonLatin),
    ("nametype", Column::NameType),
    ("nationalidentificationdetails", Column::NationalIdInfo),
    ("nationalidentificationnumber", Column::NationalIdNumber),
    ("nationalidentifieradditionalinformation", Column::NationalIdInfo),
    ("nationalidentifiernumber", Column::NationalIdNumber),
    ("nationality", Column::Nationality),
    ("nationalityies", Column::Nationality),
    ("nidetails", Column::NationalIdInfo),
    ("nonlatinscriptlanguage", Column::NonLatinLanguage),
    ("nonlatinscripttype", Column::NonLatinType),
    ("ofsigroupid", Column::GroupId),
    ("otherinformation", Column::OtherInformation),
    ("parentcompany", Column::Parent),
    ("passportadditionalinformation", Column::PassportInfo),
    ("passportdetails", Column::PassportInfo),
    ("passportnumber", Column::PassportNumber),
    ("phonenumber", Column::Phone),
    ("position", Column::Position),
    ("postzipcode", Column::PostalCode),
    ("previousflag", Column::PreviousFlag),
    ("previousflags", Column::PreviousFlag),
    ("previousowneroperator", Column::PreviousOwner),
    ("previousowneroperators", Column::PreviousOwner),
    ("regime", Column::Regime),
    ("regimename", Column::Regime),
    ("sanctionsimposed", Column::SanctionsImposed),
    ("subsidiaries", Column::Subsidiary),
    ("subsidiary", Column::Subsidiary),
    ("title", Column::Title),
    ("tonnageofship", Column::ShipTonnage),
    ("townofbirth", Column::TownOfBirth),
    ("typeofentity", Column::EntityType),
    ("typeofship", Column::ShipType),
    ("uksanctionslistdatedesignated", Column::DateDesignated),
    ("ukstatementofreasons", Column::Reasons),
    ("uniqueid", Column::UniqueId),
    ("unreferencenumber", Column::UnReference),
    ("website", Column::Website),
    ("yearbuilt", Column::YearBuilt),
];

impl Column {
    /// What a column or element of that name means.
    pub(super) fn named(name: &str) -> Option<Column> {
        let key = column_key(name);
        NAMES.iter().find(|(known, _)| *known == key).map(|(_, column)| *column)
    }

    pub(super) fn group(self) -> Group {
        match self {
            Column::Name(_) | Column::NameType | Column::AliasStrength => Group::Name,
            Column::NameNonLatin | Column::NonLatinType | Column::NonLatinLanguage => {
                Group::NonLatinName
            }
            Column::AddressLine | Column::PostalCode | Column::AddressCountry => Group::Address,
            Column::TownOfBirth | Column::CountryOfBirth => Group::BirthPlace,
            Column::PassportNumber | Column::PassportInfo => Group::Passport,
            Column::NationalIdNumber | Column::NationalIdInfo => Group::NationalId,
            _ => Group::Single,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_write_one_thing_in_several_ways() {
        for (name, column) in [
            ("D.O.B", Column::DateOfBirth),
            ("DOB", Column::DateOfBirth),
            ("Nationality(/ies)", Column::Nationality),
            ("Hull identification number (HIN)", Column::HullNumber),
            ("Name 6", Column::Name(6)),
            ("Name1", Column::Name(1)),
            ("Post/Zip Code", Column::PostalCode),
            ("UN Reference Number", Column::UnReference),
            ("Individual, Entity, Ship", Column::Kind),
        ] {
            assert_eq!(Column::named(name), Some(column), "{name}");
        }
        assert_eq!(Column::named("AssetFreeze"), None);
    }
}
