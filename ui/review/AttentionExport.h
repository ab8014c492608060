// "Export attention…": the maps of the current case as DICOM, with pictures of what is on screen.
#pragma once

#include <memory>

#include <QTemporaryDir>

#include "ui/window/Dialogs.h"
#include "ui/window/HeatmapController.h"

namespace bolus {

class BolusctlClient;
class LibrarySession;
class MessageBar;

class AttentionExport : public QObject {
    Q_OBJECT
public:
    AttentionExport(const LibrarySession& library, ViewerWidget& viewer, CaseController& cases,
                    HeatmapController& heatmaps, const HeatmapPanel& panel, MessageBar& messages,
                    QObject* parent);
    ~AttentionExport() override;

    /// Asks for a folder first. A sentence where no map is on screen.
    void ask(QWidget* over, const Dialogs& dialogs);
    /// With `checked`, the maps are checked again beside it, for maps.json.
    void setChecked(bool checked) { m_checked = checked; }
    /// The picture with a line below it that says what it shows and that it is not for diagnosis;
    /// as it is where no map is on screen.
    QPixmap captioned(const QPixmap& picture) const;

private:
    bool hasMap() const;
    QString caption() const;
    QStringList savePictures();
    void start(const QString& folder);
    void over();

    const LibrarySession& m_library;
    ViewerWidget& m_viewer;
    CaseController& m_cases;
    HeatmapController& m_heatmaps;
    const HeatmapPanel& m_panel;
    MessageBar& m_messages;
    bool m_checked = false;
    std::unique_ptr<QTemporaryDir> m_pictures;
    std::unique_ptr<BolusctlClient> m_client;
};

} // namespace bolus
