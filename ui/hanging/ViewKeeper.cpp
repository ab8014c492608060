#include "ui/hanging/ViewKeeper.h"

#include <algorithm>

#include "ui/common/Text.h"
#include "ui/hanging/ScreenJson.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/ViewerWidget.h"

namespace bolus {

namespace {

/// A registration that comes or goes leaves a place where it is but for rounding.
void takeIfNear(ScreenLook& look, const ScreenLook& other) {
    constexpr double least = 0.02; // mm
    if (look.place && other.place && distance(look.place->point, other.place->point) < least &&
        distance(look.place->centre, other.place->centre) < least) {
        look.place->point = other.place->point;
        look.place->centre = other.place->centre;
    }
}

bool looksAlike(const ScreenView& a, ScreenView b) {
    takeIfNear(b, a);
    for (std::size_t i = 0; i < std::min(a.apart.size(), b.apart.size()); ++i)
        takeIfNear(b.apart[i], a.apart[i]);
    return a == b;
}

/// Windows that came with the pictures are nobody's choice.
void takeNewWindows(ScreenView& saved, ScreenView now) {
    saved.windows.merge(now.windows);
    for (std::size_t i = 0; i < std::min(saved.apart.size(), now.apart.size()); ++i)
        saved.apart[i].windows.merge(now.apart[i].windows);
}

} // namespace

ViewKeeper::ViewKeeper(LibrarySession& library, ViewerWidget& viewer, QObject* parent)
    : QObject(parent), m_library(library), m_viewer(viewer) {
    m_timer.setInterval(saveMs);
    connect(&m_timer, &QTimer::timeout, this, &ViewKeeper::saveNow);
    connect(&viewer, &ViewerWidget::caseShown, this, [this](qint64 caseId) {
        if (caseId == m_caseId)
            takeNewWindows(m_saved, m_viewer.screen());
    });
}

void ViewKeeper::begin(qint64 caseId, const std::string& kept) {
    const bool isOurs = kept.empty() || screenFromBody(kept).has_value();
    m_caseId = isOurs ? caseId : 0;
    m_folder = m_library.folder();
    m_saved = m_viewer.screen();
    m_timer.start();
}

void ViewKeeper::end() {
    saveNow();
    m_caseId = 0;
    m_timer.stop();
}

// Another library may be open by the time this is done there.
void ViewKeeper::saveNow() {
    if (m_caseId == 0 || m_viewer.shownCase() != m_caseId || m_folder != m_library.folder())
        return;
    ScreenView screen = m_viewer.screen();
    if (looksAlike(screen, m_saved))
        return;
    m_saved = std::move(screen);
    m_library.ask<bool>(
        this,
        [id = m_caseId, body = viewBody(m_saved), folder = toPath(m_folder)](Library& library) {
            return Result<bool>(library.folder() == folder && library.setCaseView(id, body));
        },
        [](const Result<bool>&) {});
}

} // namespace bolus
