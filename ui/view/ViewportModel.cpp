// What is written over a viewport's picture at the moment.
#include <algorithm>
#include <cmath>

#include "ui/view/AnnotationBook.h"
#include "ui/view/LayerTexts.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/PictureTexts.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

/// The longest of 10, 20, 50, 100 … mm that takes up no more than a quarter of the width.
double scaleBarMm(double mmPerPixel, int width) {
    const double room = mmPerPixel * width / 4;
    const double ten = std::pow(10, std::floor(std::log10(std::max(room, 1e-3))));
    return room >= 5 * ten ? 5 * ten : room >= 2 * ten ? 2 * ten : ten;
}

} // namespace

void SliceViewport::setTextChoice(const TextChoice& choice) {
    m_textChoice = choice;
    refreshOverlay();
}

QString SliceViewport::note() const {
    if (!m_failure.isEmpty()) {
        return m_failure;
    }
    if (!m_scene.hasVolume()) {
        return m_checking ? tr("Checking…") : tr("Loading…");
    }
    return m_scene.isOutside() ? outsideText(m_scene) : QString();
}

void SliceViewport::refreshOverlay() {
    m_overlayStale = false;
    constexpr int narrow = 240; // where the phase's whole name would leave the letter no room
    m_chip->setShort(width() < narrow);
    OverlayModel model;
    model.marks = pictureMarks(m_scene, m_book != nullptr && !m_book->of(m_caseId).empty());
    model.marks = layerTexts(m_scene) + model.marks;
    if (!m_linkText.isEmpty()) {
        model.marks.prepend(m_linkText);
    }
    m_layer->setMouse(m_mouse);
    const auto mouse = m_mouse ? std::optional(devicePosition(*m_mouse)) : std::nullopt;
    model.bottomLeft = bottomLeftTexts(m_scene, mouse);
    if (mouse && m_scene.hasVolume()) { // where it is, told by the eye as well
        model.minor = model.bottomLeft.indexOf(
            positionText(m_scene.patientFromDisplay(mouse->x(), mouse->y())));
    }
    model.bottomRight = m_scene.hasVolume() ? bottomRightTexts(m_scene) : QStringList();
    const EdgeLetters letters = m_scene.edgeLetters();
    model.edges = {QString::fromStdString(letters.left), QString::fromStdString(letters.right),
                   QString::fromStdString(letters.top), QString::fromStdString(letters.bottom)};
    model.note = note();
    model.progress = m_failure.isEmpty() && !m_scene.hasVolume() ? m_loading : -1;
    model.legend = heatLegend(m_scene);
    model.layerLegends = layerLegends(m_scene);
    if (m_scene.hasVolume()) {
        const double mmPerLogical = m_scene.mmPerPixel() * devicePixelRatioF();
        model.barMm = scaleBarMm(mmPerLogical, width());
        model.barPixels = model.barMm / mmPerLogical;
    }
    refreshPlaneTag();
    const QWidget* last = m_planeTag->isVisibleTo(this) ? static_cast<QWidget*>(m_planeTag) : m_chip;
    model.chipRight = last->geometry().right();
    model.active = m_active;
    write(m_written, m_textChoice, model);
    m_overlay->setModel(model);
}

} // namespace bolus
