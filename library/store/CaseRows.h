// Cases and volumes as rows, and the text and signature that are derived from them.
#pragma once

#include "library/domain/Case.h"
#include "library/store/Database.h"
#include "library/store/Library.h"

namespace bolus {

/// Columns as in volumeColumns; the caller adds WHERE and ORDER BY.
extern const char* const selectVolumes;
extern const char* const insertVolume;
/// The case a row of selectVolumes belongs to, and its volume, without slices.
std::pair<std::int64_t, VolumeRecord> volumeFrom(const Query& row);
void bindVolume(Query& query, std::int64_t caseId, int ordinal, const VolumeRecord& volume);

/// Phase series first, in contrast order; equal phases and the rest as they were built.
void sortVolumes(std::vector<VolumeRecord>& volumes);

/// The exam's own body part, else the one that most of its volumes name.
std::string bodyPartOf(const Case& exam);
/// What the free words of a filter look in, case-folded.
std::string searchTextOf(const Case& exam);
/// Whether the free words and the body part of a filter fit a case.
bool matchesWords(const std::string& searchText, const std::vector<std::string>& foldedWords);

} // namespace bolus
