// Reviewing attention in the window: checking a map, comparing two models, looking first,
// exporting.
#pragma once

#include <QMainWindow>

#include "ui/review/AttentionExport.h"
#include "ui/review/LookFirst.h"

namespace bolus {

class Actions;
class ComparePanel;
class KeyMap;
class MapCheckPanel;
class MapStrip;
class PatientMap;
class SliceViewport;
class WhyPanel;
struct Workbench;

class Reviewing : public QObject {
    Q_OBJECT
public:
    struct Parts {
        Workbench& bench;
        ViewerWidget& viewer;
        CaseController& cases;
        HeatmapController& heatmaps;
        HeatmapPanel& panel;
        WhyPanel& why;
        Actions& actions;
        KeyMap& keys;
        const Dialogs& dialogs;
        MessageBar& messages;
    };
    /// Belongs to the window, whose menu bar is there already.
    Reviewing(QMainWindow& window, const Parts& parts);

    LookFirst& lookFirst() { return *m_look; }
    /// What an export of the view shows below it; see AttentionExport.
    QPixmap captioned(const QPixmap& picture) const { return m_export->captioned(picture); }

private:
    QAction* action(const char* name, const QString& text);
    void makeActions();
    void fillPanel();
    void connectCompare();
    void connectLook();
    void connectStrip();
    void follow();
    void followPair();
    void followStrip();
    SliceViewport* viewOf(std::optional<Phase> phase) const;
    PatientMap mapOf(std::optional<Phase> phase, const SliceViewport& view) const;
    void placeStrip();
    void goToCell(const std::array<double, 3>& point, std::optional<Phase> phase);
    void readModels();
    void saveReadings();
    void writeReadings(const QString& file);
    void deleteReadings();

    QMainWindow& m_window;
    Parts m;
    MapCheckPanel* m_check;
    ComparePanel* m_compare;
    QComboBox* m_place; // over the pictures, or beside them
    MapStrip* m_strip;
    QPushButton* m_exportButton;
    QAction *m_lookAction, *m_exportAction, *m_saveReadings, *m_deleteReadings;
    LookFirst* m_look;
    AttentionExport* m_export;
};

} // namespace bolus
