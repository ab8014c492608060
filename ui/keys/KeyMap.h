// Every command of the program and its keys: what menus, tool tips, the light box, the preferences
// and the help page say comes from here, so that they agree.
#pragma once

#include <functional>

#include <QAction>
#include <QHash>
#include <QKeyEvent>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>

class QMenu;

namespace bolus {

/// A command is known by its id: the object name of its QAction, or of a row of ViewerKeys.cpp.
/// What the user changed is kept in QSettings as "keys/ID", a list of keys in portable text. A key
/// that one command was given is taken from the command that has it by default.
class KeyMap : public QObject {
    Q_OBJECT
public:
    struct Command {
        QString id, title, group;
        QList<QKeySequence> defaults, keys; // keys: those of now
        bool operator==(const Command&) const = default;
    };

    explicit KeyMap(QObject* parent = nullptr);

    /// A command of the light box, with an action or without. A second time: nothing new.
    void declare(const QString& id, const QString& title, const QList<QKeySequence>& defaults);
    /// Keys without Ctrl of actions whose context is the window work while this has the focus.
    void setLightBox(QWidget* lightBox) { m_lightBox = lightBox; }
    /// The action's shortcuts are its defaults, unless the command was declared; from now on they
    /// and its tool tip are what the map says. Actions without an object name are none of ours.
    void adopt(QAction& action, const QString& group);
    /// All actions of a menu and of its submenus; the group is the menu's title.
    void adoptMenu(const QMenu& menu, const QString& group);
    /// What the user changed earlier, from QSettings; until then nothing is stored either.
    void load();

    const QList<Command>& commands() const { return m_commands; }
    const Command* command(const QString& id) const; // null where there is none
    /// The command that has this key now; null where none has.
    const Command* holderOf(const QKeySequence& key) const;
    QAction* action(const QString& id) const; // null where the command has none
    QString keysText(const QString& id) const;
    /// The event is of one of the command's keys; a release is, whatever else is held.
    bool matches(const QString& id, const QKeyEvent& event) const;

    /// Other commands lose these keys. Keys that are refused (KeyRules.h) are left out.
    void assign(const QString& id, const QList<QKeySequence>& keys);
    void reset(const QString& id);
    void resetAll();
    bool isChanged(const QString& id) const { return m_chosen.contains(id); }

Q_SIGNALS:
    void changed();

private:
    Command* find(const QString& id);
    void store(const QString& id);
    void settle();
    void apply(QAction& action, const Command& command) const;
    bool isChosen(const QKeySequence& key, const QString& except) const;

    struct Adopted {
        QPointer<QAction> action;
        QString tip;      // without the keys
        bool wholeWindow; // its context is the map's to choose
    };

    QList<Command> m_commands;
    QMultiHash<QString, Adopted> m_actions;
    QHash<QString, QList<QKeySequence>> m_chosen; // by the user
    QPointer<QWidget> m_lightBox;
    bool m_stores = false;
};

} // namespace bolus
