import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The code of an earlier session, and the keys. Upright the keys stand low, across they stand beside.
Item {
    id: resume

    required property HomeView view
    readonly property real inner: width - 2 * Theme.margin

    Column {
        id: asked

        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: Theme.landscape ? 0.41 * resume.inner : resume.inner
        spacing: 0.75 * Theme.gap

        Heading {
            width: parent.width
            text: resume.view.heading
        }

        TypedText {
            width: parent.width
            name: "typed"
            text: resume.view.typed
            spoken: resume.view.typed || resume.view.placeholder
            placeholder: resume.view.placeholder
            empty: resume.view.typed === ""
            clearText: resume.view.clearText
            onCleared: resume.view.clear()
        }

        Words {
            objectName: "resume_trouble"
            width: parent.width
            visible: text !== ""
            text: resume.view.resumeTrouble
            color: Theme.warn
            font.weight: Font.Medium
        }

        Words {
            width: parent.width
            visible: resume.view.resumeTrouble === "" || !Theme.dense
            text: resume.view.hint
            color: Theme.inkSoft
        }

        ActionButton {
            width: parent.width
            height: Theme.touch
            objectName: "look_up"
            kind: "primary"
            iconName: "search"
            label: resume.view.lookUpText
            enabled: resume.view.lookUpOffered
            onTapped: resume.view.lookUp()
        }
    }

    Keypad {
        x: Theme.landscape ? resume.width - Theme.margin - width : Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : resume.height - height - Theme.margin
        width: Theme.landscape ? 0.56 * resume.inner : resume.inner
        rowHeight: (Theme.landscape ? 1.6 : Theme.elder ? 1 : 1.2) * Theme.touch
        columns: resume.view.columns
        keys: resume.view.keys
        onKeyed: sign => resume.view.press(sign)
    }
}
