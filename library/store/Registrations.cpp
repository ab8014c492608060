// Where volumes lie to each other: as registered, and as set by hand.
#include <cmath>
#include <limits>

#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

constexpr double perMm = 64; // displacements are kept to 1/64 mm

std::vector<std::int16_t> packed(const std::vector<float>& mm) {
    constexpr double most = std::numeric_limits<std::int16_t>::max();
    std::vector<std::int16_t> values;
    values.reserve(mm.size());
    for (const float value : mm) {
        const double scaled = std::round(static_cast<double>(value) * perMm);
        values.push_back(static_cast<std::int16_t>(std::clamp(scaled, -most, most)));
    }
    return values;
}

std::vector<float> unpacked(std::string_view bytes) {
    std::vector<float> mm(bytes.size() / sizeof(std::int16_t));
    for (std::size_t i = 0; i < mm.size(); ++i) {
        std::int16_t value = 0;
        std::memcpy(&value, bytes.data() + i * sizeof(value), sizeof(value));
        mm[i] = static_cast<float>(value / perMm);
    }
    return mm;
}

std::array<double, 9> gridNumbers(const DisplacementGrid& grid) {
    const auto& [origin, spacing, size, mm] = grid;
    return {origin[0],  origin[1],       origin[2],       spacing[0],     spacing[1],
            spacing[2], double(size[0]), double(size[1]), double(size[2])};
}

std::optional<DisplacementGrid> gridFrom(const std::array<double, 9>& n, std::string_view bytes) {
    constexpr double most = 512; // along one axis, as isUsable has it
    for (std::size_t axis = 6; axis < 9; ++axis) {
        if (!(n[axis] >= 2 && n[axis] <= most)) {
            return std::nullopt;
        }
    }
    DisplacementGrid grid{{n[0], n[1], n[2]},
                          {n[3], n[4], n[5]},
                          {std::size_t(n[6]), std::size_t(n[7]), std::size_t(n[8])},
                          unpacked(bytes)};
    return grid.isUsable() ? std::optional(std::move(grid)) : std::nullopt;
}

std::array<double, 9> qualityNumbers(const RegistrationQuality& q) {
    return {q.informationBefore,
            q.informationAfter,
            q.correlationBefore,
            q.correlationAfter,
            q.overlap,
            q.meanMm,
            q.mostMm,
            q.degrees,
            q.smallestJacobian};
}

RegistrationQuality qualityFrom(const std::array<double, 9>& n) {
    RegistrationQuality q;
    q.informationBefore = n[0], q.informationAfter = n[1];
    q.correlationBefore = n[2], q.correlationAfter = n[3];
    q.overlap = n[4], q.meanMm = n[5], q.mostMm = n[6], q.degrees = n[7];
    q.smallestJacobian = n[8];
    return q;
}

/// Nothing where the row is damaged: a registration is found again, and never guessed.
std::optional<RegistrationRow> rowOf(const Query& found) {
    RegistrationRow row{found.text(0),
                        static_cast<int>(found.integer(1)),
                        found.text(2),
                        static_cast<int>(found.integer(3)),
                        {},
                        found.text(9)};
    const auto rigid = found.doubles<16>(4);
    const auto quality = found.doubles<9>(8);
    const auto verdict = verdictFromToken(found.text(7));
    if (!rigid || !quality || !verdict) {
        return std::nullopt;
    }
    row.registration.rigid = *rigid;
    row.registration.quality = qualityFrom(*quality);
    row.registration.quality.verdict = *verdict;
    row.registration.quality.reason = found.text(10);
    if (!found.isNull(5)) {
        const auto numbers = found.doubles<9>(5);
        row.registration.grid = numbers ? gridFrom(*numbers, found.blob(6)) : std::nullopt;
        if (!row.registration.grid) {
            return std::nullopt;
        }
    }
    return row.registration.isUsable() ? std::optional(std::move(row)) : std::nullopt;
}

} // namespace

/// The series and the hash of its slices, which the volume's row has from now on.
std::optional<SqliteLibrary::SlicesKey> SqliteLibrary::slicesKey(std::int64_t volumeId) {
    SlicesKey key;
    {
        auto row = query("SELECT series_uid FROM volume WHERE id = ?", volumeId);
        if (!row.next()) {
            return std::nullopt;
        }
        key.seriesUid = row.text(0);
    }
    key.slices = sliceHash(volumeId);
    query("UPDATE volume SET slices = ? WHERE id = ? AND slices IS NULL", key.slices, volumeId)
        .run();
    return key;
}

Result<void> SqliteLibrary::setRegistration(std::int64_t fixedVolume, std::int64_t movingVolume,
                                            const Registration& registration) {
    if (!registration.isUsable() || fixedVolume == movingVolume) {
        return fail(ErrorCode::BadInput, "This is no registration of two volumes.");
    }
    return m_database->write([&]() -> Result<void> {
        const auto fixed = slicesKey(fixedVolume), moving = slicesKey(movingVolume);
        if (!fixed || !moving) {
            return fail(ErrorCode::NotFound,
                        "The case was built again meanwhile; register its phases once more.");
        }
        const auto& grid = registration.grid;
        const RegistrationQuality& quality = registration.quality;
        query("INSERT OR REPLACE INTO registration(fixed_series, fixed_slices, moving_series, "
              "moving_slices, rigid, grid, displacements, verdict, reason, quality) "
              "VALUES(?,?,?,?,?,?,?,?,?,?)",
              fixed->seriesUid, fixed->slices, moving->seriesUid, moving->slices,
              registration.rigid, grid ? std::optional(gridNumbers(*grid)) : std::nullopt,
              grid ? std::optional(packed(grid->mm)) : std::nullopt, verdictToken(quality.verdict),
              quality.reason, qualityNumbers(quality))
            .run();
        return {};
    });
}

Result<std::vector<RegistrationRow>> SqliteLibrary::registrations(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<RegistrationRow>> {
        if (auto there = requireCase(caseId); !there) {
            return std::unexpected(there.error());
        }
        auto found = query("SELECT f.series_uid, f.part, m.series_uid, m.part, r.rigid, r.grid, "
                           "r.displacements, r.verdict, r.quality, r.made, r.reason "
                           "FROM registration r "
                           "JOIN volume f ON f.series_uid = r.fixed_series "
                           "AND f.slices = r.fixed_slices AND f.case_id = ?1 "
                           "JOIN volume m ON m.series_uid = r.moving_series "
                           "AND m.slices = r.moving_slices AND m.case_id = ?1 "
                           "ORDER BY r.made DESC, m.ordinal",
                           caseId);
        std::vector<RegistrationRow> rows;
        while (found.next()) {
            if (auto row = rowOf(found)) {
                rows.push_back(std::move(*row));
            }
        }
        return rows;
    });
}

Result<void> SqliteLibrary::setHandShift(std::int64_t volumeId,
                                         const std::optional<std::array<double, 3>>& mm,
                                         std::int64_t fromVolume) {
    return m_database->write([&]() -> Result<void> {
        const auto key = slicesKey(volumeId);
        const auto from = fromVolume > 0 ? slicesKey(fromVolume) : std::nullopt;
        if (!key || (fromVolume > 0 && !from)) {
            return fail(ErrorCode::NotFound, "The case was built again meanwhile; align it again.");
        }
        if (mm) {
            query("INSERT OR REPLACE INTO hand_shift(series_uid, slices, mm, from_series, "
                  "from_slices) VALUES(?,?,?,?,?)",
                  key->seriesUid, key->slices, *mm,
                  from ? std::optional(from->seriesUid) : std::nullopt,
                  from ? std::optional(from->slices) : std::nullopt)
                .run();
        } else {
            query("DELETE FROM hand_shift WHERE series_uid = ? AND slices = ?", key->seriesUid,
                  key->slices)
                .run();
        }
        return {};
    });
}

Result<std::vector<HandShift>> SqliteLibrary::handShifts(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<HandShift>> {
        if (auto there = requireCase(caseId); !there) {
            return std::unexpected(there.error());
        }
        auto found = query("SELECT v.series_uid, v.part, h.mm, f.series_uid, f.part "
                           "FROM hand_shift h JOIN volume v "
                           "ON v.series_uid = h.series_uid AND v.slices = h.slices "
                           "LEFT JOIN volume f ON f.series_uid = h.from_series "
                           "AND f.slices = h.from_slices AND f.case_id = v.case_id "
                           "WHERE v.case_id = ? AND (h.from_series IS NULL OR f.id IS NOT NULL) "
                           "ORDER BY v.ordinal",
                           caseId);
        std::vector<HandShift> shifts;
        while (found.next()) {
            if (const auto mm = found.doubles<3>(2)) {
                HandShift shift{found.text(0), static_cast<int>(found.integer(1)), *mm};
                if (!found.isNull(3)) {
                    shift.fromSeries = found.text(3);
                    shift.fromPart = static_cast<int>(found.integer(4));
                }
                shifts.push_back(std::move(shift));
            }
        }
        return shifts;
    });
}

/// Of slices that these series' volumes are no longer made of.
void SqliteLibrary::dropOldRegistrations(const std::set<std::string>& seriesUids) {
    for (const std::string& series : seriesUids) {
        for (const char* sql :
             {"DELETE FROM registration WHERE fixed_series = ?1 AND fixed_slices NOT IN "
              "(SELECT slices FROM volume WHERE series_uid = ?1 AND slices IS NOT NULL)",
              "DELETE FROM registration WHERE moving_series = ?1 AND moving_slices NOT IN "
              "(SELECT slices FROM volume WHERE series_uid = ?1 AND slices IS NOT NULL)",
              "DELETE FROM hand_shift WHERE series_uid = ?1 AND slices NOT IN "
              "(SELECT slices FROM volume WHERE series_uid = ?1 AND slices IS NOT NULL)",
              "DELETE FROM hand_shift WHERE from_series = ?1 AND from_slices NOT IN "
              "(SELECT slices FROM volume WHERE series_uid = ?1 AND slices IS NOT NULL)"}) {
            query(sql, series).run();
        }
    }
}

} // namespace bolus
