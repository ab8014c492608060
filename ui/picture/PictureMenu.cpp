#include "ui/picture/PictureMenu.h"

#include <algorithm>
#include <cmath>

#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolBar>
#include <QToolButton>

#include "ui/picture/NumberSlider.h"
#include "ui/picture/PresetMenu.h"
#include "ui/style/Theme.h"
#include "ui/view/PictureTexts.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/MessageBar.h"

namespace bolus {

namespace {

const QString smoothSetting = QStringLiteral("picture/smooth");
const QString amountSetting = QStringLiteral("picture/texts");
const QString hideSetting = QStringLiteral("picture/hidePatient");
const QString thicknessSetting = QStringLiteral("picture/slabMm");
const QString paceSetting = QStringLiteral("cine/pace");
const QString waySetting = QStringLiteral("cine/way");

constexpr int thinnest = 1, thickest = 100; // mm

void check(const QActionGroup& group, int data) {
    for (QAction* action : group.actions())
        if (action->data().toInt() == data)
            action->setChecked(true);
}

QToolButton* menuButton(const char* name, const QString& text, const char* icon, QMenu* menu) {
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(text);
    button->setIcon(theme::icon(QLatin1String(icon)));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(menu);
    return button;
}

} // namespace

PictureMenu::PictureMenu(QMainWindow& window, ViewerWidget& viewer, Actions& actions,
                         MessageBar& messages)
    : QObject(&window), m_viewer(viewer), m_actions(actions), m_cine(new Cine(viewer, this)),
      m_presets(new PresetMenu(*actions.presets, viewer, messages, window)),
      m_menu(new QMenu(tr("Pi&cture"), &window)), m_cineMenu(new QMenu(tr("C&ine"), &window)),
      m_slabs(new QActionGroup(this)), m_texts(new QActionGroup(this)),
      m_ways(new QActionGroup(this)) {
    m_menu->setObjectName(QStringLiteral("pictureMenu"));
    m_cineMenu->setObjectName(QStringLiteral("cineMenu"));
    makeSlab();
    makeTurns();
    makeCine(messages);
    for (const QMenu* menu :
         {m_menu->findChild<QMenu*>(QStringLiteral("slabMenu")), m_menu, m_cineMenu})
        m_ofSlices += menu->actions();
    makeTexts(); // those are on a volume rendering too
    addTo(window, actions);
    restore();
    connect(&m_viewer, &ViewerWidget::viewStateChanged, this, &PictureMenu::follow);
    connect(&m_viewer, &ViewerWidget::volumeRenderingChanged, this, [this](bool rendering) {
        for (QAction* action : m_ofSlices) // nobody would see what they do
            action->setEnabled(!rendering);
    });
    follow();
    followCine();
}

QAction* PictureMenu::add(QMenu& menu, const char* name, const QString& text,
                          const QKeySequence& key) {
    auto* action = new QAction(text, &m_actions); // so that the page of keys has it
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    menu.addAction(action);
    return action;
}

QAction* PictureMenu::addToggle(QMenu& menu, const char* name, const QString& text,
                                const QKeySequence& key) {
    QAction* action = add(menu, name, text, key);
    action->setCheckable(true);
    return action;
}

void PictureMenu::makeSlab() {
    auto* menu = m_menu->addMenu(tr("&Slab"));
    menu->setObjectName(QStringLiteral("slabMenu"));
    const auto kind = [&](const char* name, const QString& text, Slab::Mode mode) {
        QAction* action = addToggle(*menu, name, text);
        action->setData(static_cast<int>(mode));
        m_slabs->addAction(action);
    };
    kind("slabOff", tr("&Off: one slice"), Slab::Mode::Off);
    kind("slabLargest", tr("&Largest values (MIP)"), Slab::Mode::Largest);
    kind("slabSmallest", tr("&Smallest values (MinIP)"), Slab::Mode::Smallest);
    kind("slabMean", tr("&Average"), Slab::Mode::Mean);
    m_thickness = new NumberSlider("slabThickness", tr("Thickness"), tr(" mm"), thinnest, thickest);
    m_thickness->addTo(*menu);
    menu->addSeparator();
    const auto state = [this] { return m_viewer.viewState()->slab(); };
    connect(add(*menu, "slab", tr("Slab on or o&ff"), tr("K")), &QAction::triggered, this,
            [this, state] {
                const bool isOff = state().mode == Slab::Mode::Off;
                setSlab(isOff ? m_lastMode : Slab::Mode::Off, state().mm);
            });
    connect(add(*menu, "slabKind", tr("&Next kind of slab"), tr("Shift+K")), &QAction::triggered,
            this, [this, state] {
                const int next = static_cast<int>(state().mode) % 3 + 1; // of the three
                setSlab(static_cast<Slab::Mode>(next), state().mm);
            });
    connect(add(*menu, "slabThicker", tr("&Thicker"), tr("]")), &QAction::triggered, this,
            [this, state] { setSlab(state().mode, std::min(state().mm + 1, 1.0 * thickest)); });
    connect(add(*menu, "slabThinner", tr("T&hinner"), tr("[")), &QAction::triggered, this,
            [this, state] { setSlab(state().mode, std::max(state().mm - 1, 1.0 * thinnest)); });
    connect(m_slabs, &QActionGroup::triggered, this, [this, state](QAction* action) {
        setSlab(static_cast<Slab::Mode>(action->data().toInt()), state().mm);
    });
    connect(m_thickness, &NumberSlider::valueChosen, this, [this, state](int mm) {
        setSlab(state().mode == Slab::Mode::Off ? m_lastMode : state().mode, mm);
    });
}

void PictureMenu::makeTurns() {
    m_smooth = addToggle(*m_menu, "smooth", tr("S&moothed pixels"), tr("Y"));
    m_invert = addToggle(*m_menu, "invert", tr("&Inverted: black for white"), tr("I"));
    connect(m_smooth, &QAction::triggered, this, [this](bool on) {
        m_viewer.viewState()->setSmooth(on);
        QSettings().setValue(smoothSetting, on);
    });
    connect(m_invert, &QAction::triggered, this,
            [this](bool on) { m_viewer.viewState()->setInverted(on); });
    m_menu->addSeparator();
    const auto turns = [this](const char* name, const QString& text, const QString& key,
                              auto next) {
        connect(add(*m_menu, name, text, key), &QAction::triggered, this,
                [this, next] { setTurn(next(turn())); });
    };
    turns("turnPictureRight", tr("Turn to the &right"), tr("T"),
          [](const Turn& t) { return t.clockwise(); });
    turns("turnPictureLeft", tr("Turn to the &left"), tr("Shift+T"),
          [](const Turn& t) { return t.clockwise().clockwise().clockwise(); });
    turns("flipAcross", tr("&Flip left for right"), tr("F"),
          [](const Turn& t) { return t.flippedAcross(); });
    turns("flipUpright", tr("Flip top for &bottom"), tr("Shift+F"),
          [](const Turn& t) { return t.flippedUpright(); });
    m_menu->addSeparator();
    connect(add(*m_menu, "resetPicture", tr("Picture as &before")), &QAction::triggered, this,
            &PictureMenu::reset);
    m_menu->addSeparator();
}

void PictureMenu::makeTexts() {
    auto* menu = m_menu->addMenu(tr("&Texts on the pictures"));
    menu->setObjectName(QStringLiteral("textsMenu"));
    const auto amount = [&](const char* name, const QString& text, TextChoice::Amount data) {
        QAction* action = addToggle(*menu, name, text);
        action->setData(static_cast<int>(data));
        m_texts->addAction(action);
    };
    amount("textsFull", tr("&All"), TextChoice::Amount::Full);
    amount("textsReduced", tr("&Reduced"), TextChoice::Amount::Reduced);
    amount("textsNone", tr("&None but sides and cautions"), TextChoice::Amount::None);
    menu->addSeparator();
    QAction* next = add(*menu, "texts", tr("All, reduced, none in &turn"), tr("Q"));
    m_hidePatient =
        addToggle(*m_menu, "hidePatient", tr("&Hide the patient's name, number and date"));
    connect(m_texts, &QActionGroup::triggered, this, [this](QAction* action) {
        setTexts(action->data().toInt(), m_viewer.textChoice().hidesPatient);
    });
    connect(next, &QAction::triggered, this, [this] {
        const TextChoice now = m_viewer.textChoice();
        setTexts((static_cast<int>(now.amount) + 1) % 3, now.hidesPatient);
    });
    connect(m_hidePatient, &QAction::triggered, this, [this](bool hides) {
        setTexts(static_cast<int>(m_viewer.textChoice().amount), hides);
    });
}

void PictureMenu::makeCine(MessageBar& messages) {
    m_playSlices = addToggle(*m_cineMenu, "playSlices", tr("&Play the slices"), tr("Space"));
    m_playPhases = addToggle(*m_cineMenu, "playPhases", tr("Play the p&hases at this slice"),
                             tr("Shift+Space"));
    m_playSlices->setIcon(theme::icon(QStringLiteral("play")));
    m_cineMenu->addSeparator();
    m_pace =
        new NumberSlider("cinePace", tr("Pictures a second"), {}, Cine::slowest, Cine::fastest);
    m_pace->addTo(*m_cineMenu);
    m_cineMenu->addSeparator();
    const auto way = [this](const char* name, const QString& text, Reel::Way data) {
        QAction* action = addToggle(*m_cineMenu, name, text);
        action->setData(static_cast<int>(data));
        m_ways->addAction(action);
    };
    way("cineForward", tr("&Forward, again and again"), Reel::Way::Forward);
    way("cineBackward", tr("&Backward, again and again"), Reel::Way::Backward);
    way("cineBackAndForth", tr("Back and f&orth"), Reel::Way::BackAndForth);
    connect(m_playSlices, &QAction::triggered, this, [this] {
        m_cine->toggle(Cine::Kind::Slices);
        followCine();
    });
    connect(m_playPhases, &QAction::triggered, this, [this] {
        m_cine->toggle(Cine::Kind::Phases);
        followCine();
    });
    connect(m_pace, &NumberSlider::valueChosen, this, [this](int pace) {
        m_cine->setPace(pace);
        QSettings().setValue(paceSetting, pace);
    });
    connect(m_ways, &QActionGroup::triggered, this, [this](QAction* action) {
        m_cine->setWay(static_cast<Reel::Way>(action->data().toInt()));
        QSettings().setValue(waySetting, action->data());
    });
    connect(m_cine, &Cine::playingChanged, this, &PictureMenu::followCine);
    connect(m_cine, &Cine::refused, this, [this, &messages](const QString& sentence) {
        messages.showOf(m_viewer.shownCase().value_or(0), MessageBar::Level::Info, sentence);
    });
}

/// In View after the windows, and on the tool bar before the links.
void PictureMenu::addTo(QMainWindow& window, Actions& actions) {
    m_menu->addSeparator();
    m_menu->addMenu(m_cineMenu);
    for (QAction* top : window.menuBar()->actions()) {
        QMenu* view = top->menu();
        const qsizetype at = view ? view->actions().indexOf(actions.presets->menuAction()) : -1;
        if (at >= 0)
            view->insertMenu(view->actions().value(at + 1), m_menu);
    }
    if (auto* bar = window.findChild<QToolBar*>(QStringLiteral("viewerToolBar"))) {
        bar->insertWidget(actions.linked,
                          menuButton("pictureButton", tr("Picture"), "picture", m_menu));
        auto* play = menuButton("playButton", tr("Cine"), "play", m_cineMenu);
        play->setPopupMode(QToolButton::MenuButtonPopup);
        play->setDefaultAction(m_playSlices);
        play->setToolButtonStyle(Qt::ToolButtonIconOnly);
        bar->insertWidget(actions.linked, play);
    }
}

void PictureMenu::restore() {
    const QSettings settings;
    m_viewer.viewState()->setSmooth(settings.value(smoothSetting, true).toBool());
    setTexts(qBound(0, settings.value(amountSetting, 0).toInt(), 2),
             settings.value(hideSetting, false).toBool());
    m_thickness->setValue(settings.value(thicknessSetting, 10).toInt());
    m_cine->setPace(settings.value(paceSetting, m_cine->pace()).toInt());
    m_cine->setWay(static_cast<Reel::Way>(qBound(0, settings.value(waySetting, 0).toInt(), 2)));
    m_pace->setValue(m_cine->pace());
    check(*m_ways, static_cast<int>(m_cine->way()));
}

void PictureMenu::setSlab(Slab::Mode mode, double mm) {
    const bool wasOff = m_viewer.viewState()->slab().mode == Slab::Mode::Off;
    const bool chosenHere = mm != m_viewer.viewState()->slab().mm;
    if (wasOff && !chosenHere)
        mm = atLeastTwoSlices(m_thickness->value()); // as thick as the last one was
    m_viewer.viewState()->setSlab({mode, mm});
    if (mode != Slab::Mode::Off)
        m_lastMode = mode;
    QSettings().setValue(thicknessSetting, mm);
    follow();
}

/// Of the active view; else a slab would be the slice it was.
double PictureMenu::atLeastTwoSlices(double mm) const {
    const SliceViewport* view = m_viewer.activeViewport();
    const double step = view && view->scene().hasVolume() ? view->scene().stack().step : 0;
    const bool isOne = slicesWithin({Slab::Mode::Largest, mm}, step) < 2;
    return isOne && step > 0 ? std::min(std::ceil(2 * step), 1.0 * thickest) : mm;
}

void PictureMenu::setTurn(const Turn& turn) {
    if (const SliceViewport* view = m_viewer.activeViewport())
        m_viewer.viewState()->setTurn(view->scene().plane(), turn);
}

Turn PictureMenu::turn() const {
    const SliceViewport* view = m_viewer.activeViewport();
    return view ? m_viewer.viewState()->turn(view->scene().plane()) : Turn{};
}

void PictureMenu::setTexts(int amount, bool hidesPatient) {
    m_viewer.setTextChoice({static_cast<TextChoice::Amount>(amount), hidesPatient});
    check(*m_texts, amount);
    m_hidePatient->setChecked(hidesPatient);
    QSettings settings;
    settings.setValue(amountSetting, amount);
    settings.setValue(hideSetting, hidesPatient);
}

/// As it lies in the patient, one slice, white for high values; in every plane.
void PictureMenu::reset() {
    const auto state = m_viewer.viewState();
    for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal, Plane::Oblique})
        state->setTurn(plane, {});
    state->setInverted(false);
    state->setSmooth(true);
    QSettings().setValue(smoothSetting, true);
    setSlab(Slab::Mode::Off, state->slab().mm);
}

void PictureMenu::follow() {
    const auto state = m_viewer.viewState();
    check(*m_slabs, static_cast<int>(state->slab().mode));
    if (state->slab().mode != Slab::Mode::Off)
        m_thickness->setValue(qRound(state->slab().mm));
    m_smooth->setChecked(state->smooth());
    m_invert->setChecked(state->inverted());
}

void PictureMenu::followCine() {
    m_playSlices->setChecked(m_cine->playing() == Cine::Kind::Slices);
    m_playPhases->setChecked(m_cine->playing() == Cine::Kind::Phases);
    m_playSlices->setIcon(
        theme::icon(m_cine->playing() ? QStringLiteral("pause") : QStringLiteral("play")));
}

} // namespace bolus
