// Cases and volumes as rows, and the text and signature that are derived from them.
#pragma once

#include "library/domain/Case.h"
#include "library/domain/Fnv.h"
#include "library/store/Database.h"
#include "library/store/Library.h"

namespace bolus {

/// A volume without slices, the case it belongs to, and its place in an order given by hand.
struct VolumeRow {
    std::int64_t caseId = 0;
    std::optional<int> place;
    VolumeRecord volume;
};

/// The caller adds WHERE and ORDER BY.
extern const char* const selectVolumes;
extern const char* const insertVolume;
VolumeRow volumeFrom(const Query& row);
/// `slices`: the hash of its slices, see hashed.
void bindVolume(Query& query, std::int64_t caseId, int ordinal, std::int64_t slices,
                const VolumeRecord& volume);

/// Phase series first, as ordered by hand or in contrast order; equal phases and the rest as they
/// were built, which is the order of the rows.
std::vector<VolumeRecord> sortedVolumes(std::vector<VolumeRow> rows);

/// fnv1a() over lines of text; what signatures are made of.
constexpr std::uint64_t emptyHash = fnvBasis;
std::uint64_t hashed(std::uint64_t hash, const std::string& text);

/// The exam's own body part, else the one that most of its volumes name.
std::string bodyPartOf(const Case& exam);
/// What the free words of a filter look in, case-folded.
std::string searchTextOf(const Case& exam);
/// "60-69" of an age (AS, PS3.5 6.2) like "064Y"; empty where it is none.
std::string ageDecadeOf(const std::string& patientAge);
/// Of a date (DA); empty where it is none.
std::string yearOf(const std::string& date);
constexpr int phaseBit(Phase phase) {
    return 1 << static_cast<int>(phase);
}
/// Of the phase series.
int phaseBits(const std::vector<VolumeRecord>& volumes);
/// "[1,2]", for json_each.
std::string idList(const std::vector<Case>& cases);

} // namespace bolus
