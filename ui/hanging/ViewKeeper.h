// Keeps with each case what was on screen of it.
#pragma once

#include <QObject>
#include <QTimer>

#include "ui/view/ScreenView.h"

namespace bolus {

class LibrarySession;
class ViewerWidget;

/// Written when another case opens, when the window closes, and every few seconds while something
/// changes. Where the library cannot be written to, nothing is kept and nothing is said. What a
/// newer version has kept stays as it is.
class ViewKeeper : public QObject {
    Q_OBJECT
public:
    ViewKeeper(LibrarySession& library, ViewerWidget& viewer, QObject* parent = nullptr);

    /// From now on what is on screen is this case's; `kept` is what the library has of it.
    void begin(qint64 caseId, const std::string& kept);
    void saveNow();
    void end(); // saves, and keeps nothing any more

    static constexpr int saveMs = 10000;

private:
    LibrarySession& m_library;
    ViewerWidget& m_viewer;
    QTimer m_timer;
    qint64 m_caseId = 0; // 0: nothing is kept
    QString m_folder;    // of the library that the case is of
    ScreenView m_saved;
};

} // namespace bolus
