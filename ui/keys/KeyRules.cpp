#include "ui/keys/KeyRules.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QRegularExpression>

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::KeyRules)
};

bool isModifier(Qt::Key key) {
    constexpr std::array modifiers{
        Qt::Key_Shift,   Qt::Key_Control, Qt::Key_Alt,      Qt::Key_AltGr,   Qt::Key_Meta,
        Qt::Key_Super_L, Qt::Key_Super_R, Qt::Key_CapsLock, Qt::Key_NumLock, Qt::Key_ScrollLock};
    return std::ranges::find(modifiers, key) != modifiers.end();
}

// Lists, dialogs and drawing rely on these everywhere.
bool endsOrMovesFocus(Qt::Key key) {
    constexpr std::array keys{Qt::Key_Escape, Qt::Key_Return,  Qt::Key_Enter,
                              Qt::Key_Tab,    Qt::Key_Backtab, Qt::Key_Menu};
    return std::ranges::find(keys, key) != keys.end();
}

bool editsText(const QKeySequence& key) {
    constexpr std::array standard{QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Paste,
                                  QKeySequence::SelectAll};
    return std::ranges::any_of(standard, [&](QKeySequence::StandardKey each) {
        return QKeySequence::keyBindings(each).contains(key);
    });
}

bool isFunctionKey(Qt::Key key) {
    return key >= Qt::Key_F1 && key <= Qt::Key_F35;
}

} // namespace

bool isBareKey(const QKeySequence& key) {
    if (key.isEmpty())
        return false;
    const QKeyCombination first = key[0];
    const auto commands = Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;
    return !(first.keyboardModifiers() & commands) && !isFunctionKey(first.key());
}

QString refusalOf(const QKeySequence& key) {
    const QString text = key.toString(QKeySequence::NativeText);
    if (key.isEmpty() || key[0].key() == Qt::Key_unknown || isModifier(key[0].key()))
        return Words::tr(
            "Press a letter, a number or another key, with or without Ctrl and Shift.");
    if (key.count() > 1)
        return Words::tr("A command has single keys, not several one after another.");
    if (endsOrMovesFocus(key[0].key()))
        return Words::tr("%1 ends or moves between things everywhere and stays as it is.")
            .arg(text);
    if (key[0].keyboardModifiers() & Qt::MetaModifier || key[0].key() == Qt::Key_Print)
        return Words::tr("%1 belongs to the desktop.").arg(text);
    if (key[0].keyboardModifiers() & Qt::AltModifier)
        return Words::tr("Keys with Alt belong to the menus and to the desktop.");
    if (editsText(key))
        return Words::tr("%1 copies, pastes or selects text and stays as it is.").arg(text);
    return {};
}

QKeySequence keyOf(const QKeyEvent& event) {
    return QKeySequence(
        QKeyCombination(event.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier),
                        static_cast<Qt::Key>(event.key())));
}

QString keysText(const QList<QKeySequence>& keys) {
    QStringList texts;
    for (const QKeySequence& key : keys)
        texts << key.toString(QKeySequence::NativeText);
    return texts.join(Words::tr(" or "));
}

QString plainText(const QString& text) {
    static const QRegularExpression bracketed(QStringLiteral("\\(&\\w\\)")); // as in Japanese menus
    return QString(text).remove(bracketed).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

} // namespace bolus
