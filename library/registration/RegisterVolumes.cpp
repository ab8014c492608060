#include "library/registration/RegisterVolumes.h"

#include <algorithm>
#include <cmath>

#include "library/registration/Agreement.h"
#include "library/registration/Match.h"

namespace bolus {

namespace {

constexpr double coarseMm = 8, fineMm = 4;
constexpr double nodeMm = 10; // of the displacement grid: fine beside control points of 32 mm
constexpr std::size_t mostNodes = 150'000;
constexpr std::size_t judgedSamples = 20'000, startSamples = 4'000;

struct Stage {
    double controlMm; // 0: rigid
    std::size_t samples;
    unsigned evaluations;
};
constexpr Stage coarseRigid{0, 8'000, 60}, fineRigid{0, 15'000, 40};
constexpr std::array smoothStages{Stage{64, 15'000, 40}, Stage{32, 30'000, 40}};

/// Empty but for its extent: around the fixed volume.
DisplacementGrid gridAround(const CoarseVolume& fixed) {
    const auto box = fixed.box();
    DisplacementGrid grid;
    grid.origin = box[0];
    for (double mm = nodeMm;; mm *= 1.25) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double extent = box[1][axis] - box[0][axis];
            grid.size[axis] = 1 + static_cast<std::size_t>(std::max(1.0, std::ceil(extent / mm)));
            grid.spacing[axis] = extent / static_cast<double>(grid.size[axis] - 1);
        }
        if (grid.nodes() <= mostNodes) {
            return grid;
        }
    }
}

double degreesOf(const std::array<double, 16>& m) {
    return std::acos(std::clamp((m[0] + m[5] + m[10] - 1) / 2, -1.0, 1.0)) * 180 / M_PI;
}

class Search {
public:
    Search(const RegistrationSide& fixed, const RegistrationSide& moving,
           const RegistrationOptions& options, Progress* progress);
    Result<Registration> run();

private:
    Result<RigidParameters> start() const;
    Result<void> rigid();
    Result<void> repeat();
    Result<void> smooth(const Stage& stage);
    void measure(Registration& found) const;
    CoarseVolume warped() const;
    MatchOptions optionsFor(const CoarseVolume& volume, const Stage& stage, std::size_t turn = 0);
    void endStage(const Stage& stage);

    const CoarseVolume &m_fixed, &m_moving; // fine
    const CoarseVolume &m_coarseFixed, &m_coarseMoving;
    const RegistrationOptions& m_options;
    Progress* m_progress;
    bool m_isHu;
    std::int64_t m_evaluations = 0, m_stagesEnd = 0, m_total = 0;

    std::vector<std::uint32_t> m_judged;
    RigidParameters m_parameters{};
    double m_repeatedMm = 0; // how far apart two halves of the samples put the body
    Registration m_found;
};

} // namespace

struct RegistrationSide::Levels {
    CoarseVolume coarse, fine;
    bool isHu = false;
};

Result<RegistrationSide> RegistrationSide::of(const Volume& volume) {
    auto coarse = coarseOf(volume, coarseMm);
    auto fine = coarse ? coarseOf(volume, fineMm) : std::nullopt;
    if (!fine) {
        return fail(ErrorCode::BadInput,
                    "The series is no volume of a body that could be registered: it has too few "
                    "slices, or nothing in it stands out from air.");
    }
    RegistrationSide side;
    side.m_levels = std::make_shared<const Levels>(
        Levels{std::move(*coarse), std::move(*fine), volume.unit == "HU"});
    return side;
}

namespace {

Search::Search(const RegistrationSide& fixed, const RegistrationSide& moving,
               const RegistrationOptions& options, Progress* progress)
    : m_fixed(fixed.levels().fine), m_moving(moving.levels().fine),
      m_coarseFixed(fixed.levels().coarse), m_coarseMoving(moving.levels().coarse),
      m_options(options), m_progress(progress), m_isHu(fixed.levels().isHu),
      m_judged(sampledBody(m_fixed, judgedSamples)) {
    m_total = coarseRigid.evaluations + 2 * fineRigid.evaluations;
    for (const Stage& stage : smoothStages) {
        m_total += options.deformable ? stage.evaluations : 0;
    }
}

MatchOptions Search::optionsFor(const CoarseVolume& volume, const Stage& stage, std::size_t turn) {
    const auto stopped = [this] {
        if (m_progress != nullptr) {
            const auto done = std::min(m_stagesEnd + ++m_evaluations, m_total);
            m_progress->progress("register", done, m_total);
        }
        return m_progress != nullptr && m_progress->cancelled();
    };
    return {sampledBody(volume, stage.samples, turn), stage.evaluations, stopped};
}

void Search::endStage(const Stage& stage) {
    m_stagesEnd += stage.evaluations;
    m_evaluations = 0;
}

/// The best of several levels along the body, for the search itself only climbs. Where the frames
/// of reference differ, the middles of the bodies are laid on each other first.
Result<RigidParameters> Search::start() const {
    const auto samples = sampledBody(m_coarseFixed, startSamples);
    const Vec3 centring = m_coarseMoving.centre - m_coarseFixed.centre;
    const Vec3 base = m_options.sameFrame ? Vec3{} : centring;
    const int levels = m_options.sameFrame ? 3 : 20;
    constexpr double levelMm = 12, better = 0.01;
    RigidParameters best{};
    double bestInformation = -1;
    for (int i = 0; i <= 2 * levels; ++i) { // 0, 1, -1, 2, -2 …: the nearest first
        const double level = levelMm * (i % 2 == 0 ? -(i / 2) : (i + 1) / 2);
        const Vec3 shift = base + Vec3{0, 0, level};
        const Agreement agreement = agreementOf(m_coarseFixed, m_coarseMoving, samples,
                                                [&](const Vec3& p) { return p + shift; });
        if (agreement.overlap >= tellingOverlap &&
            agreement.information > bestInformation + better) {
            bestInformation = agreement.information;
            best = {0, 0, 0, shift[0], shift[1], shift[2]};
        }
        if (m_progress != nullptr && m_progress->cancelled()) {
            return cancelledError();
        }
    }
    if (bestInformation < 0) {
        return fail(ErrorCode::BadInput,
                    "The two series show too little of the same part of the body.");
    }
    return best;
}

Result<void> Search::rigid() {
    const auto first = start();
    if (!first) {
        return std::unexpected(first.error());
    }
    const auto coarse = matchRigid(m_coarseFixed, m_coarseMoving, m_fixed.centre, *first,
                                   optionsFor(m_coarseFixed, coarseRigid));
    if (!coarse) {
        return std::unexpected(coarse.error());
    }
    endStage(coarseRigid);
    const auto fine =
        matchRigid(m_fixed, m_moving, m_fixed.centre, *coarse, optionsFor(m_fixed, fineRigid));
    if (!fine) {
        return std::unexpected(fine.error());
    }
    endStage(fineRigid);
    m_parameters = *fine;
    m_found.rigid = rigidMatrix(*fine, m_fixed.centre);
    return {};
}

/// Once more with other samples, from a place a little beside.
Result<void> Search::repeat() {
    RigidParameters beside = m_parameters;
    for (std::size_t i = 3; i < 6; ++i) {
        beside[i] += 2;
    }
    const auto again =
        matchRigid(m_fixed, m_moving, m_fixed.centre, beside, optionsFor(m_fixed, fineRigid, 1));
    if (!again) {
        return std::unexpected(again.error());
    }
    endStage(fineRigid);
    const auto other = rigidMatrix(*again, m_fixed.centre);
    double sum = 0;
    for (const std::uint32_t cell : m_judged) {
        const Vec3 p = m_fixed.pointOf(cell);
        sum += distance(transformed(m_found.rigid, p), transformed(other, p));
    }
    m_repeatedMm = sum / static_cast<double>(m_judged.size());
    return {};
}

/// The moving volume on the fixed one's cells, as registered so far.
CoarseVolume Search::warped() const {
    CoarseVolume warped = m_fixed;
    warped.range = m_moving.range;
    warped.image = FloatImage::New();
    warped.image->CopyInformation(m_fixed.image);
    warped.image->SetRegions(m_fixed.image->GetLargestPossibleRegion());
    warped.image->Allocate();
    float* out = warped.image->GetBufferPointer();
    for (std::uint32_t cell = 0; cell < m_fixed.scanned.size(); ++cell) {
        const Vec3 to = m_found.there(m_fixed.pointOf(cell));
        const auto value = m_moving.at(to);
        warped.scanned[cell] = value ? 1 : 0;
        out[cell] = static_cast<float>(value.value_or(m_moving.valueNear(to)));
    }
    return warped;
}

/// One more deformation, before those there are: total(p) = total(p + u(p)).
Result<void> Search::smooth(const Stage& stage) {
    const CoarseVolume moved = warped();
    MatchOptions options = optionsFor(m_fixed, stage);
    std::erase_if(options.samples, [&](std::uint32_t cell) { return moved.scanned[cell] == 0; });
    DisplacementGrid next = gridAround(m_fixed);
    if (auto matched = matchSmooth(m_fixed, moved, stage.controlMm, options, next); !matched) {
        return matched;
    }
    endStage(stage);
    Registration longer = m_found;
    if (longer.grid) {
        const DisplacementGrid before = *longer.grid;
        for (std::size_t k = 0, at = 0; k < next.size[2]; ++k) {
            for (std::size_t j = 0; j < next.size[1]; ++j) {
                for (std::size_t i = 0; i < next.size[0]; ++i, at += 3) {
                    const Vec3 p = next.position(i, j, k) + next.node(i, j, k);
                    const Vec3 rest = before.at(p);
                    for (std::size_t axis = 0; axis < 3; ++axis) {
                        next.mm[at + axis] += static_cast<float>(rest[axis]);
                    }
                }
            }
        }
    }
    longer.grid = std::move(next);
    measure(longer);
    const bool isBetter = longer.quality.informationAfter > m_found.quality.informationAfter &&
                          longer.quality.smallestJacobian > 0;
    if (isBetter) {
        m_found = std::move(longer);
    }
    return {};
}

/// All of the quality that is a number.
void Search::measure(Registration& found) const {
    const Agreement met = agreementOf(m_fixed, m_moving, m_judged, [](const Vec3& p) { return p; });
    const Agreement before = met.overlap >= tellingOverlap ? met : Agreement{};
    const Agreement after =
        agreementOf(m_fixed, m_moving, m_judged, [&](const Vec3& p) { return found.there(p); });
    RegistrationQuality& q = found.quality;
    q.informationBefore = before.information;
    q.correlationBefore = before.correlation;
    q.informationAfter = after.information;
    q.correlationAfter = after.correlation;
    q.overlap = after.overlap;
    q.degrees = degreesOf(found.rigid);
    q.smallestJacobian = found.grid ? found.grid->smallestJacobian() : 1;
    double sum = 0;
    q.mostMm = 0;
    for (const std::uint32_t cell : m_judged) {
        const Vec3 p = m_fixed.pointOf(cell);
        const double moved = distance(found.there(p), p);
        sum += moved;
        q.mostMm = std::max(q.mostMm, moved);
    }
    q.meanMm = sum / static_cast<double>(m_judged.size());
}

Result<Registration> Search::run() {
    for (const auto step : {&Search::rigid, &Search::repeat}) {
        if (auto done = (this->*step)(); !done) {
            return std::unexpected(done.error());
        }
    }
    measure(m_found);
    for (const Stage& stage : smoothStages) {
        if (!m_options.deformable) {
            break;
        }
        if (auto done = smooth(stage); !done) {
            return std::unexpected(done.error());
        }
    }
    judge(m_found.quality, {m_options.sameFrame, m_isHu, m_repeatedMm});
    if (m_found.quality.verdict == RegistrationVerdict::Failed) {
        m_found.rigid = Registration().rigid;
        m_found.grid.reset();
    }
    return std::move(m_found);
}

} // namespace

Result<Registration> registerVolumes(const RegistrationSide& fixed, const RegistrationSide& moving,
                                     const RegistrationOptions& options, Progress* progress) {
    if (fixed.levels().isHu != moving.levels().isHu) {
        return fail(ErrorCode::BadInput,
                    "The two series hold different kinds of values and cannot be registered.");
    }
    return Search(fixed, moving, options, progress).run();
}

} // namespace bolus
