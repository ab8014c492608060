#include "viewer/SliceScene.h"

#include <algorithm>
#include <cmath>

#include "viewer/Crosshair.h"
#include "viewer/ResliceLayer.h"

namespace bolus {

namespace {

constexpr double fitMargin = 1.04; // a little air around a picture that fits

Vec3 negative(const Vec3& v) {
    return -1.0 * v;
}

/// Nothing of a map that is not valid.
std::optional<Heatmap> ranged(Heatmap map) {
    if (!map.isValid()) {
        return std::nullopt;
    }
    if (!(map.low < map.high)) {
        const auto [low, high] = commonRange({&map, 1});
        map.low = low;
        map.high = high;
    }
    return map;
}

} // namespace

struct SliceScene::State {
    std::function<void()> changed = [] {};
    std::shared_ptr<ViewState> view = std::make_shared<ViewState>();
    std::shared_ptr<void> subscription;
    PatientMap map;
    std::string windowKind = "HU";
    std::optional<VolumeGeometry> geometry;
    SliceStack stack;
    std::shared_ptr<const LoadedVolume> volume;
    HeatmapStyle style;
    int width = 1, height = 1;

    ResliceLayer picture;
    SceneLayers layers;
    std::optional<Heatmap> heatmap;
    ColorLayer heat;

    std::optional<Plane> ownPlane; // else the state's
    Plane plane() const { return ownPlane.value_or(view->plane()); }

    PlaneFrame frame() const {
        const PlaneFrame upright = planeFrame(plane(), *geometry);
        const bool turns = plane() != Plane::Oblique && plane() != Plane::Unknown;
        return turned(turns ? tilted(upright, view->rotation()) : upright, view->turn(plane()));
    }
    std::vector<PlaneLine> lines() const {
        return ownPlane && geometry
                   ? bolus::planeLines(stack.frame, *ownPlane, *geometry, view->rotation())
                   : std::vector<PlaneLine>();
    }
    void restack() {
        if (geometry) {
            stack = SliceStack::of(frame(), *geometry);
        }
    }
    Vec3 point() const { return map.there(view->point()); }
    int slice() const { return stack.nearest(point()); }
    bool shown() const { return geometry && stack.contains(slice()); }
    Vec3 middle() const { return map.there(view->centre()); }

    std::array<double, 2> onScreen(const Vec3& p) const { // mm along right and up
        return {dot(p, stack.frame.right), dot(p, stack.frame.up)};
    }
    /// From the cursor to beyond the farthest edge of the picture, mm.
    double reach(double mmPerPixel) const {
        const auto [u, v] = onScreen(middle() - point());
        return mmPerPixel * (width + height) + std::abs(u) + std::abs(v);
    }

    bool pictureVisible() const { return layers.difference() == nullptr; }
    bool heatVisible() const { return style.visible && heatmap; }
    void paintPictures(ScreenPainter& painter, const Window& window) {
        if (pictureVisible()) {
            const bool whiteFirst = volume->volume.inverted != view->inverted();
            painter.paintValues(*picture.shown(), window, whiteFirst, view->smooth());
        }
        layers.paint(painter, view->smooth());
        if (heatVisible()) {
            heat.paint(painter, true);
        }
    }

    void styleHeat() {
        const bool diverging = heatmap && heatmap->low < 0;
        heat.setStyle({style.visible, diverging ? ColorMap::CoolWarm : ColorMap::Inferno,
                       std::nullopt, heatmap ? heatmap->low : 0, heatmap ? heatmap->high : 1,
                       diverging, style.threshold, style.opacity});
    }
};

SliceScene::SliceScene() : m(std::make_unique<State>()) {
    setState(m->view);
}
SliceScene::~SliceScene() = default;

void SliceScene::onChanged(std::function<void()> changed) {
    m->changed = std::move(changed);
}

void SliceScene::setGeometry(const VolumeGeometry& geometry) {
    m->geometry = geometry.isUsable() ? std::optional(geometry) : std::nullopt;
    m->restack();
    m->changed();
}

void SliceScene::setVolume(std::shared_ptr<const LoadedVolume> volume) {
    m->volume = std::move(volume);
    if (m->volume) {
        setGeometry(m->volume->geometry);
        const auto [low, high] = m->volume->noValue;
        m->picture.setInput(m->volume->picture, m->volume->geometry,
                            NoValue{low, high, m->volume->black});
    }
    m->changed();
}

bool SliceScene::hasVolume() const {
    return m->volume != nullptr;
}
const std::shared_ptr<const LoadedVolume>& SliceScene::volume() const {
    return m->volume;
}

void SliceScene::setState(std::shared_ptr<ViewState> state, const PatientMap& map) {
    m->view = std::move(state);
    m->map = map;
    m->subscription = m->view->observe([this](unsigned changes) {
        if ((changes & ViewState::PlaneChange) != 0) {
            m->restack();
        }
        m->changed();
    });
    m->restack();
    m->changed();
}

ViewState& SliceScene::state() const {
    return *m->view;
}
const std::shared_ptr<ViewState>& SliceScene::sharedState() const {
    return m->view;
}
const PatientMap& SliceScene::map() const {
    return m->map;
}

void SliceScene::setOwnPlane(std::optional<Plane> plane) {
    m->ownPlane = plane;
    m->restack();
    m->changed();
}

Plane SliceScene::plane() const {
    return m->plane();
}

std::optional<Plane> SliceScene::ownPlane() const {
    return m->ownPlane;
}

double SliceScene::turnedDegrees() const {
    return m->geometry
               ? degreesBetween(planeFrame(m->plane(), *m->geometry).next, m->stack.frame.next)
               : 0;
}

std::vector<PlaneLine> SliceScene::planeLines() const {
    return m->lines();
}

void SliceScene::setWindowKind(std::string kind) {
    m->windowKind = std::move(kind);
    m->changed();
}

const std::string& SliceScene::windowKind() const {
    return m->windowKind;
}

Window SliceScene::window() const {
    const Window otherwise = m->volume ? m->volume->automatic : Window{};
    return m->view->window(m->windowKind).value_or(otherwise);
}

void SliceScene::setWindow(const Window& window) {
    m->view->setWindow(m->windowKind, window);
}

void SliceScene::setHeatmap(const std::optional<Heatmap>& heatmap) {
    m->heatmap = heatmap ? ranged(*heatmap) : std::nullopt;
    m->heat.setSource({m->heatmap ? cellsOf(*m->heatmap) : nullptr, {}, {}, false});
    m->styleHeat();
    m->changed();
}

const std::optional<Heatmap>& SliceScene::heatmap() const {
    return m->heatmap;
}

void SliceScene::setHeatmapStyle(const HeatmapStyle& style) {
    if (style != m->style) {
        m->style = style;
        m->styleHeat();
        m->changed();
    }
}

const HeatmapStyle& SliceScene::heatmapStyle() const {
    return m->style;
}

void SliceScene::setLayers(std::vector<SceneLayer> layers) {
    m->layers.set(std::move(layers));
    m->changed();
}

const SceneLayers& SliceScene::layers() const {
    return m->layers;
}

void SliceScene::setSize(int width, int height) {
    m->width = std::max(1, width);
    m->height = std::max(1, height);
    m->changed();
}

std::array<int, 2> SliceScene::displaySize() const {
    return {m->width, m->height};
}

void SliceScene::prepare(Detail detail) {
    if (!m->volume || !m->shown()) {
        return;
    }
    const bool whole = detail == Detail::Whole;
    const double position = m->stack.position(m->slice());
    if (m->pictureVisible() || whole) { // else it would be cut for nothing
        const bool blend = !m->stack.frame.native && m->view->smooth();
        m->picture.cut(m->stack, position, blend, m->view->slab(), whole);
    }
    m->layers.cut(m->stack, position, m->view->slab(), whole);
    if (m->heatVisible()) {
        m->heat.cut(m->stack, position);
    }
}

void SliceScene::paint(const Screen& screen) {
    const double scale = mmPerPixel();
    const auto [u, v] = m->onScreen(m->middle());
    ScreenPainter painter(screen, {u + (0.5 - screen.width / 2.0) * scale,
                                   v - (0.5 - screen.height / 2.0) * scale, scale});
    painter.clear();
    if (m->volume && m->shown()) {
        m->paintPictures(painter, window());
    }
    if (m->view->crosshair() && m->shown()) {
        paintCrosshair(painter, m->onScreen(m->point()), crosshairLines(m->lines()),
                       m->reach(scale), scale);
    }
}

bool SliceScene::isCoarse() const {
    return m->volume && m->shown() &&
           ((m->pictureVisible() && m->picture.isCoarse()) || m->layers.isCoarse());
}

bool SliceScene::refine() {
    if (!isCoarse()) {
        return false;
    }
    const bool ofPicture = m->pictureVisible() && m->picture.isCoarse();
    ofPicture ? m->picture.refine() : m->layers.refine();
    if (!isCoarse()) {
        m->changed();
        return false;
    }
    return true;
}

const SliceStack& SliceScene::stack() const {
    return m->stack;
}
int SliceScene::slice() const {
    return m->slice();
}
bool SliceScene::isOutside() const {
    return m->geometry && !m->shown();
}
Vec3 SliceScene::point() const {
    return m->point();
}

EdgeLetters SliceScene::edgeLetters() const {
    const PlaneFrame& frame = m->stack.frame;
    return {orientationLetters(negative(frame.right)), orientationLetters(frame.right),
            orientationLetters(frame.up), orientationLetters(negative(frame.up))};
}

double SliceScene::mmPerPixel() const {
    const Bounds& field = m->view->field();
    const double fit = std::max(field.along(m->stack.frame.right) / m->width,
                                field.along(m->stack.frame.up) / m->height);
    return std::max(fit * fitMargin / m->view->zoom(), 1e-6);
}

Vec3 SliceScene::patientFromDisplay(double x, double y) const {
    const double scale = mmPerPixel();
    const PlaneFrame& frame = m->stack.frame;
    const double u = dot(m->middle(), frame.right) + (x - m->width / 2.0) * scale;
    const double v = dot(m->middle(), frame.up) - (y - m->height / 2.0) * scale;
    const double w = m->stack.position(m->slice());
    return u * frame.right + v * frame.up + w * frame.next;
}

std::array<double, 2> SliceScene::displayFromPatient(const Vec3& point) const {
    const double scale = mmPerPixel();
    const Vec3 d = point - m->middle();
    return {m->width / 2.0 + dot(d, m->stack.frame.right) / scale,
            m->height / 2.0 - dot(d, m->stack.frame.up) / scale};
}

std::optional<VoxelSample> SliceScene::sampleAt(const Vec3& point) const {
    if (!m->volume) {
        return std::nullopt;
    }
    const Vec3 index = m->volume->geometry.indexFromPatient(point);
    VoxelSample sample;
    for (std::size_t i = 0; i < 3; ++i) {
        const double nearest = std::floor(index[i] + 0.5);
        if (!(nearest >= 0 && nearest < static_cast<double>(m->volume->geometry.size[i]))) {
            return std::nullopt;
        }
        sample.index[i] = static_cast<std::size_t>(nearest);
    }
    sample.value = m->volume->volume.valueAt(sample.index[0], sample.index[1], sample.index[2]);
    return sample;
}

vtkImageData* SliceScene::pictureValues() {
    prepare();
    if (!m->volume || !m->shown()) {
        return nullptr;
    }
    return m->picture.values();
}

std::optional<double> SliceScene::projectedAt(const Vec3& point) {
    prepare(Detail::AtOnce);
    if (!m->volume || !m->shown() || isCoarse() || m->layers.difference() != nullptr) {
        return std::nullopt;
    }
    const auto [right, up] = m->onScreen(point);
    return m->picture.valueAt(right, up);
}

void SliceScene::scroll(int slices) {
    if (!m->geometry || slices == 0) {
        return;
    }
    const int last = m->stack.count - 1;
    const int now = std::clamp(m->slice(), -1, last + 1); // from outside: back to the nearer end
    const int slice = std::clamp(now + slices, 0, last);
    if (slice != m->slice()) {
        m->view->setPoint(m->map.back(m->stack.onto(slice, m->point())));
    }
}

void SliceScene::moveCursor(double x, double y) {
    if (m->shown()) {
        m->view->setPoint(m->map.back(patientFromDisplay(x, y)));
    }
}

void SliceScene::pan(double dx, double dy) {
    const double scale = mmPerPixel();
    m->view->setCentre(m->map.back(m->middle() - (dx * scale) * m->stack.frame.right +
                                   (dy * scale) * m->stack.frame.up));
}

void SliceScene::zoomBy(double factor) {
    m->view->setZoom(m->view->zoom() * factor);
}

void SliceScene::dragWindow(double dx, double dy) {
    const Window now = window();
    const double step = std::max(now.window, 1e-3) / 300;
    setWindow({std::max(now.window + dx * step, now.window * 0.05), now.level + dy * step});
}

} // namespace bolus
