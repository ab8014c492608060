// Building cases again, around what the user decided.
#include <algorithm>
#include <set>
#include <tuple>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

/// Volumes of one built case that go to one case of the library.
struct SqliteLibrary::Placement {
    const Case* exam = nullptr;
    std::vector<const VolumeRecord*> volumes;
    std::int64_t target = 0; // 0: a new case
    bool pinned = false;     // by a merge or split
};

/// The instance behind a slice, and its file's stamp, for hashes.
struct SqliteLibrary::StoredSlice {
    std::int64_t instance = 0;
    std::string fileSize, modifiedNs;
};

namespace {

using Owners = std::map<std::string, std::int64_t>; // case by series

/// The owner most of these volumes name; the lowest id among equals; 0 without any.
std::pair<int, std::int64_t> favourite(std::span<const VolumeRecord* const> volumes,
                                       const Owners& owners) {
    std::map<std::int64_t, int> votes;
    for (const VolumeRecord* v : volumes) {
        if (const auto owner = owners.find(v->seriesUid); owner != owners.end()) {
            ++votes[owner->second];
        }
    }
    std::pair<int, std::int64_t> best{0, 0};
    for (const auto& [id, count] : votes) {
        best = count > best.first ? std::pair(count, id) : best;
    }
    return best;
}

} // namespace

Owners SqliteLibrary::ownersOf(std::span<const std::string> studyUids) {
    Owners owners;
    for (const std::string& study : studyUids) {
        auto rows = query("SELECT series_uid, min(case_id) FROM volume WHERE study_uid = ? "
                          "GROUP BY series_uid",
                          study);
        while (rows.next()) {
            owners.emplace(rows.text(0), rows.integer(1));
        }
    }
    return owners;
}

Owners SqliteLibrary::pinnedSeries(std::span<const Case> cases) {
    Owners pinned;
    for (const Case& exam : cases) {
        for (const VolumeRecord& volume : exam.volumes) {
            auto row =
                query("SELECT case_id FROM user_case WHERE series_uid = ?", volume.seriesUid);
            if (row.next()) {
                pinned[volume.seriesUid] = row.integer(0);
            }
        }
    }
    return pinned;
}

namespace {

/// Parts the volumes of one built case by the cases that the user put them in.
template<typename Placement>
void partByPins(const Case& exam, const Owners& pinned, std::vector<Placement>& placements) {
    std::map<std::int64_t, Placement> parts; // 0: where the user decided nothing
    for (const VolumeRecord& volume : exam.volumes) {
        const auto pin = pinned.find(volume.seriesUid);
        const std::int64_t target = pin == pinned.end() ? 0 : pin->second;
        Placement& part = parts[target];
        part.exam = &exam;
        part.target = target;
        part.pinned = target != 0;
        part.volumes.push_back(&volume);
    }
    for (auto& [target, part] : parts) {
        placements.push_back(std::move(part));
    }
}

/// Gives each free part the case it shares most series with, each case once; a part that shares
/// none joins its exam's pinned volumes.
template<typename Placement>
void chooseTargets(std::vector<Placement>& placements, const Owners& owners, const Owners& pinned) {
    std::vector<std::tuple<int, std::int64_t, std::size_t>> wishes; // -votes, case, placement
    for (std::size_t i = 0; i < placements.size(); ++i) {
        if (!placements[i].pinned) {
            const auto [votes, id] = favourite(placements[i].volumes, owners);
            wishes.emplace_back(-votes, id, i);
        }
    }
    std::sort(wishes.begin(), wishes.end());
    std::set<std::int64_t> taken;
    for (const auto& [votes, id, i] : wishes) {
        if (votes < 0 && taken.insert(id).second) {
            placements[i].target = id;
        } else if (votes == 0) {
            std::vector<const VolumeRecord*> siblings;
            for (const VolumeRecord& volume : placements[i].exam->volumes) {
                siblings.push_back(&volume);
            }
            placements[i].target = favourite(siblings, pinned).second;
        }
    }
}

} // namespace

Result<void> SqliteLibrary::replaceCases(std::span<const std::string> studyUids,
                                         std::span<const Case> cases) {
    return m_database->write([&]() -> Result<void> {
        const Owners owners = ownersOf(studyUids);
        const Owners pinned = pinnedSeries(cases);
        std::set<std::string> series;
        for (const auto& [uid, id] : owners) {
            series.insert(uid);
        }
        std::vector<Placement> placements;
        for (const Case& exam : cases) {
            partByPins(exam, pinned, placements);
        }
        chooseTargets(placements, owners, pinned);
        for (const std::string& study : studyUids) {
            query("DELETE FROM volume WHERE study_uid = ?", study).run();
        }
        if (auto inserted = insertPlacements(placements); !inserted) {
            return inserted;
        }
        std::set<std::int64_t> touched;
        for (const auto& [series, id] : owners) {
            touched.insert(id);
        }
        for (const Placement& placement : placements) {
            touched.insert(placement.target);
        }
        for (const std::int64_t id : touched) {
            refreshCase(id);
        }
        for (const std::string& study : studyUids) {
            const auto read = m_tokensRead.find(study);
            const auto token =
                read == m_tokensRead.end() ? std::nullopt : std::optional(read->second);
            query("DELETE FROM stale_study WHERE study_uid = ?1 AND (?2 IS NULL OR token = ?2)",
                  study, token)
                .run();
        }
        relinkReports(studyUids);
        dropOldEnhancements(series);
        dropOldRegistrations(series);
        return {};
    });
}

Result<void> SqliteLibrary::insertPlacements(std::vector<Placement>& placements) {
    std::map<std::int64_t, std::size_t> described; // volumes of the part that described the case
    std::map<std::int64_t, std::vector<std::string>> issues;
    for (Placement& part : placements) {
        part.target = part.target ? part.target : insertCase();
        int ordinal = 0;
        {
            auto last =
                query("SELECT coalesce(max(ordinal), -1), count(*) FROM volume WHERE case_id = ?",
                      part.target);
            last.next();
            ordinal = static_cast<int>(last.integer(0)) + 1;
            described.emplace(part.target, static_cast<std::size_t>(last.integer(1)));
        }
        for (const VolumeRecord* volume : part.volumes) {
            if (auto added = addVolume(part.target, ordinal++, *volume); !added) {
                return added;
            }
        }
        for (const std::string& issue : part.exam->issues) {
            auto& known = issues[part.target];
            if (std::find(known.begin(), known.end(), issue) == known.end()) {
                known.push_back(issue);
            }
        }
        if (part.volumes.size() > described[part.target]) {
            described[part.target] = part.volumes.size();
            describeCase(part.target, *part.exam, issues[part.target]);
        }
    }
    return {};
}

Result<std::vector<SqliteLibrary::StoredSlice>>
SqliteLibrary::storedSlices(const VolumeRecord& volume) {
    std::vector<StoredSlice> slices;
    slices.reserve(volume.slices.size());
    for (const SliceRef& slice : volume.slices) {
        auto row = query("SELECT i.id, file.size, file.modified_ns FROM instance i "
                         "JOIN file ON file.id = i.file WHERE i.sop_uid = ?",
                         slice.sopInstanceUid);
        if (!row.next()) {
            return fail(ErrorCode::BadInput,
                        "A slice of series " + volume.seriesUid +
                            " is not in the library. Import its file first.",
                        slice.path.string());
        }
        slices.push_back({row.integer(0), row.text(1), row.text(2)});
    }
    return slices;
}

/// What was measured and what the user decided before the volume was built again.
void SqliteLibrary::applyDecisions(VolumeRecord& volume, std::int64_t slices) {
    if (volume.enhancement) {
        storeEnhancement(volume.seriesUid, slices, *volume.enhancement, volume.phase);
    } else {
        auto measured = query("SELECT record_phase, record_confidence, record_source, "
                              "record_reason FROM enhancement WHERE series_uid = ? AND slices = ?",
                              volume.seriesUid, slices);
        if (measured.next()) {
            volume.phase = {phaseFromText(measured.text(0)).value_or(Phase::Unknown),
                            measured.real(1),
                            phaseSourceFromToken(measured.text(2)).value_or(PhaseSource::Tags),
                            measured.text(3)};
        }
    }
    auto decided = query("SELECT phase FROM user_phase WHERE series_uid = ? AND part = ?",
                         volume.seriesUid, volume.part);
    if (decided.next()) {
        volume.phase = {phaseFromText(decided.text(0)).value_or(Phase::Unknown), 1.0,
                        PhaseSource::User, "Set by the user"};
        volume.inPhaseSeries = volume.inPhaseSeries || volume.phase.phase != Phase::Unknown;
    }
}

Result<void> SqliteLibrary::addVolume(std::int64_t caseId, int ordinal, VolumeRecord volume) {
    const auto slices = storedSlices(volume);
    if (!slices) {
        return std::unexpected(slices.error());
    }
    std::uint64_t hash = emptyHash;
    for (std::size_t i = 0; i < slices->size(); ++i) {
        hash = hashed(hash, volume.slices[i].sopInstanceUid);
        hash = hashed(hash, std::to_string(volume.slices[i].frame));
        hash = hashed(hash, (*slices)[i].fileSize);
        hash = hashed(hash, (*slices)[i].modifiedNs);
    }
    applyDecisions(volume, static_cast<std::int64_t>(hash));
    {
        Query insert(m_database->statement(insertVolume));
        bindVolume(insert, caseId, ordinal, static_cast<std::int64_t>(hash), volume);
        insert.run();
    }
    const std::int64_t id = m_database->connection().getLastInsertRowid();
    for (std::size_t i = 0; i < slices->size(); ++i) {
        query("INSERT INTO slice(volume, ordinal, instance, frame, position) VALUES(?,?,?,?,?)", id,
              i, (*slices)[i].instance, volume.slices[i].frame, volume.slices[i].position)
            .run();
    }
    return {};
}

std::int64_t SqliteLibrary::insertCase() {
    query("INSERT INTO cases(patient_id, patient_name, patient_sex, patient_age, study_date, "
          "accession_number, modality, body_part, description, issues, search_text, signature) "
          "VALUES('','','','','','','','','','','',0)")
        .run();
    return m_database->connection().getLastInsertRowid();
}

void SqliteLibrary::describeCase(std::int64_t id, const Case& exam,
                                 const std::vector<std::string>& issues) {
    std::string lines;
    for (const std::string& issue : issues) {
        lines += (lines.empty() ? "" : "\n") + issue;
    }
    query("UPDATE cases SET patient_id = ?, patient_name = ?, patient_sex = ?, patient_age = ?, "
          "study_date = ?, accession_number = ?, modality = ?, body_part = ?, description = ?, "
          "issues = ? WHERE id = ?",
          exam.patientId, exam.patientName, exam.patientSex, exam.patientAge, exam.studyDate,
          exam.accessionNumber, exam.modality, bodyPartOf(exam), exam.description, lines, id)
        .run();
}

/// What is derived from a case's volumes; a case without any goes.
void SqliteLibrary::refreshCase(std::int64_t id) {
    std::vector<Case> found = caseRows(std::span(&id, 1));
    readVolumes(found);
    if (found.empty() || found.front().volumes.empty()) {
        query("DELETE FROM cases WHERE id = ?", id).run();
        return;
    }
    const Case& exam = found.front();
    query("UPDATE cases SET search_text = ?, signature = ?, facets = ? WHERE id = ?",
          searchTextOf(exam), signatureOf(exam.volumes), facetSetOf(exam), id)
        .run();
}

std::int64_t SqliteLibrary::facetSetOf(const Case& exam) {
    std::string manufacturer;
    {
        auto most = query("SELECT s.manufacturer FROM series s WHERE s.series_uid IN "
                          "(SELECT series_uid FROM volume WHERE case_id = ?) AND "
                          "s.manufacturer <> '' GROUP BY s.manufacturer "
                          "ORDER BY count(*) DESC, s.manufacturer LIMIT 1",
                          exam.id);
        manufacturer = most.next() ? most.text(0) : "";
    }
    const auto bound = [&](const char* sql) {
        return query(sql, phaseBits(exam.volumes), exam.modality, exam.bodyPart, exam.patientSex,
                     ageDecadeOf(exam.patientAge), yearOf(exam.studyDate), manufacturer);
    };
    {
        auto known = bound("SELECT id FROM facet_set WHERE phases = ? AND modality = ? AND "
                           "body_part = ? AND sex = ? AND age_decade = ? AND study_year = ? AND "
                           "manufacturer = ?");
        if (known.next()) {
            return known.integer(0);
        }
    }
    bound("INSERT INTO facet_set(phases, modality, body_part, sex, age_decade, study_year, "
          "manufacturer) VALUES(?,?,?,?,?,?,?)")
        .run();
    return m_database->connection().getLastInsertRowid();
}

/// Changes with whatever a vector is made from: the phases, their order, and their files.
std::int64_t SqliteLibrary::signatureOf(const std::vector<VolumeRecord>& volumes) {
    std::uint64_t hash = emptyHash;
    for (const VolumeRecord& volume : volumes) {
        if (!volume.inPhaseSeries) {
            continue;
        }
        hash = hashed(hash, volume.seriesUid);
        hash = hashed(hash, phaseToken(volume.phase.phase));
        auto slices =
            query("SELECT i.sop_uid, slice.frame, file.size, file.modified_ns FROM slice "
                  "JOIN instance i ON i.id = slice.instance JOIN file ON file.id = i.file "
                  "WHERE slice.volume = ? ORDER BY slice.ordinal",
                  volume.id);
        while (slices.next()) {
            for (int column = 0; column < 4; ++column) {
                hash = hashed(hash, slices.text(column));
            }
        }
    }
    return static_cast<std::int64_t>(hash);
}

} // namespace bolus
