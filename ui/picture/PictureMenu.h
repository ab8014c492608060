// The menu "Picture": slabs, smoothing, inversion, turns, texts and cine of the light box.
#pragma once

#include <QActionGroup>
#include <QObject>

#include "ui/picture/Cine.h"
#include "viewer/ViewState.h"

class QMainWindow;
class QMenu;

namespace bolus {

class Actions;
class MessageBar;
class NumberSlider;
class PresetMenu;
class ViewerWidget;

class PictureMenu : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window, whose menu bar and tool bar are there already.
    PictureMenu(QMainWindow& window, ViewerWidget& viewer, Actions& actions, MessageBar& messages);

    Cine& cine() { return *m_cine; }
    PresetMenu& presets() { return *m_presets; }

private:
    QAction* add(QMenu& menu, const char* name, const QString& text, const QKeySequence& key = {});
    QAction* addToggle(QMenu& menu, const char* name, const QString& text,
                       const QKeySequence& key = {});
    void makeSlab();
    void makeTurns();
    void makeTexts();
    void makeCine(MessageBar& messages);
    void addTo(QMainWindow& window, Actions& actions);
    void restore();

    void setSlab(Slab::Mode mode, double mm);
    double atLeastTwoSlices(double mm) const;
    void setTurn(const Turn& turn);
    Turn turn() const;
    void setTexts(int amount, bool hidesPatient);
    void reset();
    void follow(); // the menu shows what the active viewport has
    void followCine();

    ViewerWidget& m_viewer;
    Actions& m_actions;
    Cine* m_cine;
    PresetMenu* m_presets;
    QMenu *m_menu, *m_cineMenu;
    QList<QAction*> m_ofSlices; // that act on slices alone
    QActionGroup *m_slabs, *m_texts, *m_ways; // data: Slab::Mode, TextChoice::Amount, Reel::Way
    NumberSlider *m_thickness, *m_pace;
    QAction *m_smooth, *m_invert, *m_hidePatient, *m_playSlices, *m_playPhases;
    Slab::Mode m_lastMode = Slab::Mode::Largest;
};

} // namespace bolus
