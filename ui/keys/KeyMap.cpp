#include "ui/keys/KeyMap.h"

#include <algorithm>

#include <QMenu>
#include <QSettings>
#include <QWidget>

#include "ui/keys/KeyRules.h"

namespace bolus {

namespace {

QString settingOf(const QString& id) {
    return QStringLiteral("keys/") + id;
}

QList<QKeySequence> allowed(const QList<QKeySequence>& keys) {
    QList<QKeySequence> good;
    for (const QKeySequence& key : keys)
        if (refusalOf(key).isEmpty() && !good.contains(key))
            good << key;
    return good;
}

} // namespace

KeyMap::KeyMap(QObject* parent) : QObject(parent) {}

void KeyMap::declare(const QString& id, const QString& title, const QList<QKeySequence>& defaults) {
    if (!command(id))
        m_commands.append({id, title, tr("Light box"), defaults, defaults});
}

void KeyMap::adopt(QAction& action, const QString& group) {
    const QString id = action.objectName();
    if (id.isEmpty() || action.isSeparator() || this->action(id) == &action)
        return;
    Command* known = find(id);
    if (!known) {
        m_commands.append({id, {}, {}, action.shortcuts(), action.shortcuts()});
        known = &m_commands.back();
    }
    if (!this->action(id)) {
        known->title = plainText(action.text());
        known->group = group;
    }
    const bool ownTip = plainText(action.toolTip()) != plainText(action.text());
    m_actions.insert(id, {&action, ownTip ? action.toolTip() : plainText(action.text()),
                          action.shortcutContext() == Qt::WindowShortcut});
    apply(action, *known);
}

void KeyMap::adoptMenu(const QMenu& menu, const QString& group) {
    for (QAction* action : menu.actions()) {
        if (action->menu())
            adoptMenu(*action->menu(), group);
        else
            adopt(*action, group);
    }
}

void KeyMap::load() {
    m_stores = true;
    const QSettings settings;
    for (const Command& each : std::as_const(m_commands)) {
        if (!settings.contains(settingOf(each.id)))
            continue;
        QList<QKeySequence> keys;
        for (const QString& text : settings.value(settingOf(each.id)).toStringList())
            keys << QKeySequence(text, QKeySequence::PortableText);
        keys = allowed(keys);
        keys.removeIf([&](const QKeySequence& key) { return isChosen(key, each.id); });
        m_chosen[each.id] = keys;
    }
    settle();
}

const KeyMap::Command* KeyMap::command(const QString& id) const {
    const auto found = std::ranges::find(m_commands, id, &Command::id);
    return found == m_commands.end() ? nullptr : &*found;
}

KeyMap::Command* KeyMap::find(const QString& id) {
    return const_cast<Command*>(std::as_const(*this).command(id));
}

const KeyMap::Command* KeyMap::holderOf(const QKeySequence& key) const {
    const auto found = std::ranges::find_if(
        m_commands, [&](const Command& each) { return each.keys.contains(key); });
    return key.isEmpty() || found == m_commands.end() ? nullptr : &*found;
}

QAction* KeyMap::action(const QString& id) const {
    for (auto at = m_actions.constFind(id); at != m_actions.cend() && at.key() == id; ++at)
        if (at->action)
            return at->action;
    return nullptr;
}

QString KeyMap::keysText(const QString& id) const {
    const Command* known = command(id);
    return known ? bolus::keysText(known->keys) : QString();
}

bool KeyMap::matches(const QString& id, const QKeyEvent& event) const {
    const Command* known = command(id);
    return known && std::ranges::any_of(known->keys, [&](const QKeySequence& key) {
               return event.type() == QEvent::KeyRelease ? key[0].key() == event.key()
                                                         : key == keyOf(event);
           });
}

void KeyMap::assign(const QString& id, const QList<QKeySequence>& keys) {
    if (!command(id))
        return;
    const QList<QKeySequence> good = allowed(keys);
    for (auto other = m_chosen.begin(); other != m_chosen.end(); ++other)
        if (other.key() != id &&
            other->removeIf([&](const QKeySequence& key) { return good.contains(key); }) > 0)
            store(other.key());
    m_chosen[id] = good;
    store(id);
    settle();
}

void KeyMap::reset(const QString& id) {
    m_chosen.remove(id);
    store(id);
    settle();
}

void KeyMap::resetAll() {
    const QStringList ids = m_chosen.keys();
    m_chosen.clear();
    for (const QString& id : ids)
        store(id);
    settle();
}

void KeyMap::store(const QString& id) {
    if (!m_stores)
        return;
    QSettings settings;
    if (!m_chosen.contains(id)) {
        settings.remove(settingOf(id));
        return;
    }
    QStringList texts;
    for (const QKeySequence& key : std::as_const(m_chosen[id]))
        texts << key.toString(QKeySequence::PortableText);
    settings.setValue(settingOf(id), texts);
}

bool KeyMap::isChosen(const QKeySequence& key, const QString& except) const {
    for (auto at = m_chosen.cbegin(); at != m_chosen.cend(); ++at)
        if (at.key() != except && at->contains(key))
            return true;
    return false;
}

/// What the user chose goes before what is so by default.
void KeyMap::settle() {
    for (Command& each : m_commands) {
        each.keys = m_chosen.value(each.id, each.defaults);
        if (!m_chosen.contains(each.id))
            each.keys.removeIf([&](const QKeySequence& key) { return isChosen(key, each.id); });
        for (auto at = m_actions.constFind(each.id); at != m_actions.cend() && at.key() == each.id;
             ++at)
            if (at->action)
                apply(*at->action, each);
    }
    Q_EMIT changed();
}

void KeyMap::apply(QAction& action, const Command& command) const {
    const auto range = m_actions.equal_range(command.id);
    const auto adopted = std::find_if(range.first, range.second,
                                      [&](const Adopted& each) { return each.action == &action; });
    if (adopted == range.second)
        return;
    if (adopted->wholeWindow && m_lightBox) {
        const bool bare = std::ranges::any_of(command.keys, isBareKey);
        if (bare && !m_lightBox->actions().contains(&action))
            m_lightBox->addAction(&action);
        action.setShortcutContext(bare ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    }
    action.setShortcuts(command.keys);
    action.setToolTip(command.keys.isEmpty() ? adopted->tip
                                             : QStringLiteral("%1 (%2)").arg(
                                                   adopted->tip, bolus::keysText(command.keys)));
}

} // namespace bolus
