// What was measured in volumes' pixels.
#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

Result<void> SqliteLibrary::setEnhancement(std::int64_t volumeId, const Enhancement& enhancement,
                                           const PhaseRecord& phase) {
    return m_database->write([&]() -> Result<void> {
        std::string series;
        std::int64_t caseId = 0;
        {
            auto row = query("SELECT series_uid, case_id FROM volume WHERE id = ?", volumeId);
            if (!row.next()) {
                return fail(ErrorCode::NotFound,
                            "There is no volume " + std::to_string(volumeId) +
                                " in this library; its case may have been built again.",
                            std::to_string(volumeId));
            }
            series = row.text(0);
            caseId = row.integer(1);
        }
        const std::int64_t slices = sliceHash(volumeId);
        storeEnhancement(series, slices, enhancement, phase);
        query("UPDATE volume SET slices = ? WHERE id = ?", slices, volumeId).run();
        query("UPDATE volume SET phase = ?, phase_confidence = ?, phase_source = ?, "
              "phase_reason = ? WHERE id = ? AND phase_source <> 'user'",
              phaseToken(phase.phase), phase.confidence, phaseSourceToken(phase.source),
              phase.reason, volumeId)
            .run();
        refreshCase(caseId);
        return {};
    });
}

/// As the volume was built with; of one from before hashes were kept, as its files are known now.
std::int64_t SqliteLibrary::sliceHash(std::int64_t volumeId) {
    {
        auto known =
            query("SELECT slices FROM volume WHERE id = ? AND slices IS NOT NULL", volumeId);
        if (known.next()) {
            return known.integer(0);
        }
    }
    std::uint64_t hash = emptyHash;
    auto slices = query("SELECT i.sop_uid, slice.frame, file.size, file.modified_ns FROM slice "
                        "JOIN instance i ON i.id = slice.instance JOIN file ON file.id = i.file "
                        "WHERE slice.volume = ? ORDER BY slice.ordinal",
                        volumeId);
    while (slices.next()) {
        for (int column = 0; column < 4; ++column) {
            hash = hashed(hash, slices.text(column));
        }
    }
    return static_cast<std::int64_t>(hash);
}

void SqliteLibrary::storeEnhancement(const std::string& seriesUid, std::int64_t slices,
                                     const Enhancement& e, const PhaseRecord& phase) {
    query("INSERT OR REPLACE INTO enhancement(series_uid, slices, aorta, portal_vein, "
          "inferior_vena_cava, liver, spleen, renal_cortex, renal_medulla, renal_pelvis, muscle, "
          "pixel_phase, pixel_confidence, pixel_reason, record_phase, record_confidence, "
          "record_source, record_reason) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
          seriesUid, slices, e.aorta, e.portalVein, e.inferiorVenaCava, e.liver, e.spleen,
          e.renalCortex, e.renalMedulla, e.renalPelvis, e.muscle, phaseToken(e.phase), e.confidence,
          e.reason, phaseToken(phase.phase), phase.confidence, phaseSourceToken(phase.source),
          phase.reason)
        .run();
}

/// Of slices that these series' volumes are no longer made of.
void SqliteLibrary::dropOldEnhancements(const std::set<std::string>& seriesUids) {
    for (const std::string& series : seriesUids) {
        query("DELETE FROM enhancement WHERE series_uid = ?1 AND slices NOT IN "
              "(SELECT slices FROM volume WHERE series_uid = ?1 AND slices IS NOT NULL)",
              series)
            .run();
    }
}

} // namespace bolus
