// Which keys may be given to a command, and where they work.
#pragma once

#include <QKeyEvent>
#include <QKeySequence>
#include <QString>

namespace bolus {

/// Without Ctrl, Alt or Meta, and no function key: a key that types or moves in a text or a list.
/// It works only while the light box has the focus.
bool isBareKey(const QKeySequence& key);

/// Why no command can have this key, as a sentence; empty where one can.
QString refusalOf(const QKeySequence& key);

/// The key as it is compared with those of the commands: without the mark of the number pad.
QKeySequence keyOf(const QKeyEvent& event);

/// "Ctrl+F", "Up or Left": in the user's language; empty without keys.
QString keysText(const QList<QKeySequence>& keys);

/// A text without its mnemonic and its three dots.
QString plainText(const QString& text);

} // namespace bolus
