#include "viewer/VolumeScene.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "viewer/VolumeCaster.h"
#include "viewer/VolumePick.h"

namespace bolus {

namespace {

constexpr double fitMargin = 1.06;
constexpr std::string_view firstPreset = "muscle"; // in every CT it shows something
constexpr double quickMs = 22, slowMs = 50; // of a coarse picture, beyond which its rays change

Vec3 negative(const Vec3& v) {
    return -1.0 * v;
}

/// Rounding of many small turns would shear the picture.
PlaneFrame straightened(const PlaneFrame& frame) {
    PlaneFrame result = frame;
    result.next = (1 / norm(frame.next)) * frame.next;
    const Vec3 right = frame.right - dot(frame.right, result.next) * result.next;
    result.right = (1 / norm(right)) * right;
    result.up = cross(result.right, result.next);
    return result;
}

} // namespace

PlaneFrame frameFrom(Side side) {
    switch (side) {
    case Side::Back:
        return {{-1, 0, 0}, {0, 0, 1}, {0, -1, 0}};
    case Side::Left:
        return {{0, 1, 0}, {0, 0, 1}, {-1, 0, 0}};
    case Side::Right:
        return {{0, -1, 0}, {0, 0, 1}, {1, 0, 0}};
    case Side::Head:
        return {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
    case Side::Feet:
        return {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
    case Side::Front:
        break;
    }
    return {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};
}

struct VolumeScene::State {
    std::shared_ptr<const LoadedVolume> volume;
    std::shared_ptr<ViewState> view = std::make_shared<ViewState>();
    PatientMap map;
    std::shared_ptr<void> subscription;
    std::function<void()> changed = [] {};

    std::vector<RenderPreset> presets;
    std::size_t preset = 0;
    RampShift ramp;
    PlaneFrame frame = frameFrom(Side::Front);
    Vec3 middle{}; // of the picture
    double zoom = 1;
    int width = 1, height = 1;
    bool framed = false; // the middle was chosen for this patient
    std::optional<Plane> cutSlice;
    std::optional<double> frontCut; // mm behind the nearest corner

    unsigned serial = 1, firstSerial = 1; // of the look; of this volume's first
    std::atomic<double> coarseStep = 2;   // device pixels from ray to ray

    std::mutex mutex; // guards what follows
    std::shared_ptr<VolumePicture> newest;
    std::function<void()> arrived = [] {};

    // Last: they end before all else goes.
    VolumeCaster coarse{coarseVoxels, [this](auto picture) { take(std::move(picture), false); }};
    VolumeCaster fine{fineVoxels, [this](auto picture) { take(std::move(picture), true); }};

    /// As many rays as the machine casts in time.
    void adapt(double milliseconds) {
        coarseStep = milliseconds > slowMs    ? std::min(6.0, coarseStep * 1.25)
                     : milliseconds < quickMs ? std::max(1.0, coarseStep / 1.25)
                                              : coarseStep.load();
    }

    void take(std::shared_ptr<VolumePicture> picture, bool isFine) {
        picture->fine = isFine;
        if (!isFine) {
            adapt(picture->milliseconds);
        }
        const std::lock_guard lock(mutex);
        const bool newer = !newest || picture->serial > newest->serial ||
                           (picture->serial == newest->serial && isFine);
        if (newer) {
            newest = std::move(picture);
            arrived();
        }
    }

    Bounds bounds() const { return volume ? volume->geometry.bounds() : Bounds{}; }
    Vec3 point() const { return map.there(view->point()); }
    double nearest() const { // along the way the reader looks, mm
        const Bounds box = bounds();
        return dot(box.centre(), frame.next) - box.along(frame.next) / 2;
    }
    double mmPerPixel() const {
        const Vec3 size = bounds().high - bounds().low;
        const double fit = std::max(std::max(size[0], size[1]) / width, size[2] / height);
        return std::max(fit * fitMargin / zoom, 1e-6);
    }

    CutPlane sliceCut() const {
        const Vec3 next = rotated(planeFrame(*cutSlice, volume->geometry), view->rotation()).next;
        const Vec3 away = dot(next, frame.next) < 0 ? negative(next) : next;
        return {point(), away};
    }
    /// In this volume's patient: as far off as the middle of the box is.
    std::optional<Bounds> crop() const {
        if (!volume || !view->crop()) {
            return std::nullopt;
        }
        const Vec3 middle = view->crop()->centre(), way = map.there(middle) - middle;
        return Bounds{view->crop()->low + way, view->crop()->high + way};
    }
    std::vector<CutPlane> cropPlanes() const {
        std::vector<CutPlane> planes;
        const auto box = crop();
        for (std::size_t axis = 0; box && axis < 3; ++axis) {
            Vec3 inward{};
            inward[axis] = 1;
            planes.push_back({box->low, inward});
            planes.push_back({box->high, negative(inward)});
        }
        return planes;
    }
    std::vector<CutPlane> cuts() const {
        std::vector<CutPlane> planes = cropPlanes();
        if (volume && cutSlice) {
            planes.push_back(sliceCut());
        }
        if (volume && frontCut) {
            planes.push_back({(nearest() + *frontCut) * frame.next, frame.next});
        }
        return planes;
    }

    /// Another look: its coarse picture is asked for.
    void looksDifferent() {
        ++serial;
        fine.stop();
        if (volume) {
            VolumeLook wanted = look();
            wanted.step = coarseStep;
            coarse.cast(std::move(wanted));
        }
        changed();
    }

    VolumeLook look() const {
        return {frame,  middle, mmPerPixel(),         width,
                height, 1,      presets[preset].mode, shifted(presets[preset], ramp),
                cuts(), serial};
    }

    void stateChanged(unsigned changes) {
        constexpr unsigned ofCuts = ViewState::PointChange | ViewState::PlaneChange;
        if ((cutSlice && (changes & ofCuts) != 0) || (changes & ViewState::CropChange) != 0) {
            looksDifferent();
        } else {
            changed();
        }
    }

    void frameIfNeeded() {
        const Bounds box = bounds();
        for (std::size_t i = 0; i < 3; ++i) { // another patient, or another place in this one
            framed = framed && middle[i] >= box.low[i] && middle[i] <= box.high[i];
        }
        if (!std::exchange(framed, true)) {
            middle = box.centre();
        }
    }

    /// The one there was, where it fits.
    void setPresets() {
        const std::string name(presets.empty() ? "" : presets[preset].name);
        if (volume->volume.unit == "HU") {
            presets.assign(ctRenderPresets().begin(), ctRenderPresets().end());
        } else {
            presets = automaticRenderPresets(volume->automatic);
        }
        auto same = std::ranges::find(presets, name, &RenderPreset::name);
        if (same == presets.end()) {
            same = std::ranges::find(presets, firstPreset, &RenderPreset::name);
        }
        preset = same == presets.end() ? 0 : static_cast<std::size_t>(same - presets.begin());
    }

    std::shared_ptr<const VolumeGrid> grid() const {
        auto best = fine.grid();
        return best ? best : coarse.grid();
    }

    std::optional<Vec3> along(const Vec3& start, double length) const {
        const auto values = grid();
        return values ? pickAlong(*values, look(), start, frame.next, length) : std::nullopt;
    }
};

VolumeScene::VolumeScene() : m(std::make_unique<State>()) {
    m->presets.assign(ctRenderPresets().begin(), ctRenderPresets().end());
    setPreset(firstPreset);
    setState(m->view);
}
VolumeScene::~VolumeScene() = default;

void VolumeScene::onChanged(std::function<void()> changed) {
    m->changed = std::move(changed);
}

void VolumeScene::onPicture(std::function<void()> arrived) {
    const std::lock_guard lock(m->mutex);
    m->arrived = std::move(arrived);
}

void VolumeScene::setVolume(std::shared_ptr<const LoadedVolume> volume) {
    if (volume == m->volume) {
        return;
    }
    m->volume = std::move(volume);
    {
        const std::lock_guard lock(m->mutex);
        m->firstSerial = m->serial + 1;
        m->newest.reset();
    }
    const auto rendered = isFlat() ? nullptr : m->volume;
    m->coarse.setVolume(rendered);
    m->fine.setVolume(rendered);
    if (m->volume) {
        m->setPresets();
        m->ramp = {};
        m->frameIfNeeded();
    }
    m->looksDifferent();
}

const std::shared_ptr<const LoadedVolume>& VolumeScene::volume() const {
    return m->volume;
}

bool VolumeScene::isFlat() const {
    return m->volume && *std::ranges::min_element(m->volume->geometry.size) < 2;
}

void VolumeScene::setState(std::shared_ptr<ViewState> state, const PatientMap& map) {
    const std::vector<CutPlane> before = m->cuts();
    m->view = std::move(state);
    m->map = map;
    m->subscription = m->view->observe([this](unsigned changes) { m->stateChanged(changes); });
    m->cuts() != before ? m->looksDifferent() : m->changed(); // else they only place the mark
}

ViewState& VolumeScene::state() const {
    return *m->view;
}

void VolumeScene::setSize(int width, int height) {
    m->width = std::max(1, width);
    m->height = std::max(1, height);
    m->looksDifferent();
}

std::span<const RenderPreset> VolumeScene::presets() const {
    return m->presets;
}
const RenderPreset& VolumeScene::preset() const {
    return m->presets[m->preset];
}

bool VolumeScene::setPreset(std::string_view name) {
    const auto found = std::ranges::find(m->presets, name, &RenderPreset::name);
    if (found == m->presets.end()) {
        return false;
    }
    m->preset = static_cast<std::size_t>(found - m->presets.begin());
    m->ramp = {};
    m->looksDifferent();
    return true;
}

const RampShift& VolumeScene::ramp() const {
    return m->ramp;
}

void VolumeScene::dragRamp(double dx, double dy) {
    const auto& points = preset().points;
    const double range = points.back().value - points.front().value;
    m->ramp.width = std::clamp(m->ramp.width * std::pow(1.005, dx), 0.1, 10.0);
    m->ramp.level += dy * range / 500;
    m->looksDifferent();
}

const PlaneFrame& VolumeScene::frame() const {
    return m->frame;
}

void VolumeScene::lookFrom(Side side) {
    m->frame = frameFrom(side);
    m->looksDifferent();
}

std::optional<Side> VolumeScene::side() const {
    for (const Side side : allSides) {
        if (distance(frameFrom(side).next, m->frame.next) < 1e-3) {
            return side;
        }
    }
    return std::nullopt;
}

void VolumeScene::turn(double dx, double dy) {
    const double perPixel = M_PI / std::min(m->width, m->height);
    const Rotation across = Rotation::about(m->frame.up, -dx * perPixel);
    const Rotation upright = Rotation::about(m->frame.right, -dy * perPixel);
    m->frame = straightened(rotated(m->frame, across * upright));
    m->looksDifferent();
}

void VolumeScene::spin(double degrees) {
    m->frame = straightened(rotated(m->frame, Rotation::about({0, 0, 1}, degrees * M_PI / 180)));
    m->looksDifferent();
}

void VolumeScene::pan(double dx, double dy) {
    const double scale = mmPerPixel();
    m->middle = m->middle - (dx * scale) * m->frame.right + (dy * scale) * m->frame.up;
    m->looksDifferent();
}

void VolumeScene::zoomBy(double factor) {
    m->zoom = std::clamp(m->zoom * factor, 0.1, 40.0);
    m->looksDifferent();
}

double VolumeScene::zoom() const {
    return m->zoom;
}

void VolumeScene::reset() {
    m->frame = frameFrom(Side::Front);
    m->framed = m->volume != nullptr;
    m->middle = m->bounds().centre();
    m->zoom = 1;
    m->ramp = {};
    m->cutSlice.reset();
    m->frontCut.reset();
    m->looksDifferent();
}

void VolumeScene::setCutSlice(std::optional<Plane> plane) {
    m->cutSlice = plane;
    m->looksDifferent();
}

std::optional<Plane> VolumeScene::cutSlice() const {
    return m->cutSlice;
}

void VolumeScene::moveFrontCut(double mm) {
    const double deepest = m->bounds().along(m->frame.next);
    const double depth = std::min(m->frontCut.value_or(0) + mm, deepest);
    m->frontCut = depth > 0 ? std::optional(depth) : std::nullopt;
    m->looksDifferent();
}

std::optional<double> VolumeScene::frontCut() const {
    return m->frontCut;
}

Bounds VolumeScene::extent() const {
    return m->bounds();
}

std::optional<Bounds> VolumeScene::crop() const {
    return m->crop();
}

void VolumeScene::setCrop(std::optional<Bounds> crop) {
    if (crop) {
        const Bounds whole = m->bounds();
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double least = std::min(leastCrop, whole.high[axis] - whole.low[axis]);
            double &low = crop->low[axis], &high = crop->high[axis];
            low = std::clamp(low, whole.low[axis], whole.high[axis] - least);
            high = std::clamp(high, low + least, whole.high[axis]);
        }
        const Vec3 middle = crop->centre(), way = m->map.back(middle) - middle;
        crop = *crop == whole ? std::nullopt
                              : std::optional(Bounds{crop->low + way, crop->high + way});
    }
    m->view->setCrop(crop);
}

EdgeLetters VolumeScene::edgeLetters() const {
    return {orientationLetters(negative(m->frame.right)), orientationLetters(m->frame.right),
            orientationLetters(m->frame.up), orientationLetters(negative(m->frame.up))};
}

Vec3 VolumeScene::point() const {
    return m->point();
}

void VolumeScene::movePoint(const Vec3& patient) {
    m->view->setPoint(m->map.back(patient));
    m->view->setCrosshair(true);
}

double VolumeScene::mmPerPixel() const {
    return m->mmPerPixel();
}

std::array<double, 2> VolumeScene::displayFromPatient(const Vec3& point) const {
    const Vec3 way = point - m->middle;
    const double scale = mmPerPixel();
    return {m->width / 2.0 + dot(way, m->frame.right) / scale,
            m->height / 2.0 - dot(way, m->frame.up) / scale};
}

std::optional<Vec3> VolumeScene::pick(double x, double y) const {
    if (!m->volume) {
        return std::nullopt;
    }
    const double scale = mmPerPixel();
    const Vec3 inPlane = m->middle + ((x - m->width / 2.0) * scale) * m->frame.right -
                         ((y - m->height / 2.0) * scale) * m->frame.up;
    const Vec3 start = inPlane + (m->nearest() - dot(inPlane, m->frame.next)) * m->frame.next;
    return m->along(start, m->bounds().along(m->frame.next));
}

bool VolumeScene::isHidden(const Vec3& point) const {
    if (!m->volume || preset().mode != RenderMode::Composite) {
        return false;
    }
    constexpr double skin = 3; // mm: a point on a surface is seen
    const double depth = dot(point, m->frame.next) - m->nearest();
    const Vec3 start = point - depth * m->frame.next;
    return !isKept(m->cuts(), point) ||
           m->along(start, std::min(depth - skin, m->bounds().along(m->frame.next)));
}

unsigned VolumeScene::serial() const {
    return m->serial;
}

void VolumeScene::settle() {
    if (m->volume) {
        m->fine.cast(m->look());
    }
}

std::shared_ptr<const VolumePicture> VolumeScene::takePicture() {
    const std::lock_guard lock(m->mutex);
    return m->newest && m->newest->serial >= m->firstSerial ? m->newest : nullptr;
}

VolumeLook VolumeScene::look() const {
    return m->look();
}

} // namespace bolus
