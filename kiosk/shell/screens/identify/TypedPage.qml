pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// A number or a code on keys. Upright the keys stand low, across they stand beside.
Item {
    id: page

    required property IdentifyView view
    readonly property real inner: width - 2 * Theme.margin

    Column {
        id: words

        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: Theme.landscape ? 0.45 * page.inner : page.inner
        spacing: 0.5 * Theme.gap

        Heading {
            width: parent.width
            text: page.view.heading
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: page.view.problem === "" ? page.view.hint : ""
            color: Theme.inkSoft
        }

        Banner {
            width: parent.width
            text: page.view.problem
        }

        TypedText {
            width: parent.width
            name: "typed"
            text: page.view.typed
            spoken: page.view.spoken
            empty: page.view.empty
            most: page.view.most
            placeholder: page.view.placeholder
            count: page.view.count
            clearText: page.view.clearText
            onCleared: page.view.clear()
        }

        ActionButton {
            width: parent.width
            height: 1.1 * Theme.touch
            visible: page.view.againText !== ""
            objectName: "again"
            iconName: "retry"
            enabled: page.view.againOffered
            label: page.view.againText
            onTapped: page.view.sendAgain()
        }
    }

    Keypad {
        readonly property real least: Theme.landscape ? 0.75 * Theme.gap : words.y + words.height + Theme.gap

        x: way.x
        y: way.y - height - Theme.gap
        width: way.width
        rowHeight: Math.min(1.8 * Theme.touch, (way.y - Theme.gap - least - (rows - 1) * spacing) / rows)
        columns: page.view.columns
        keys: page.view.keys
        onKeyed: sign => page.view.press(sign)
    }

    Row {
        id: way

        x: page.width - Theme.margin - width
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        width: Theme.landscape ? 0.52 * page.inner : page.inner
        spacing: Theme.gap

        ActionButton {
            id: another

            width: visible ? 0.45 * (way.width - way.spacing) : 0
            height: 1.25 * Theme.touch
            visible: page.view.anotherText !== ""
            objectName: "another"
            label: page.view.anotherText
            onTapped: page.view.another()
        }

        ActionButton {
            width: another.visible ? 0.55 * (way.width - way.spacing) : way.width
            height: 1.25 * Theme.touch
            objectName: "next"
            kind: "primary"
            iconName: "check"
            label: page.view.nextText
            onTapped: page.view.submitTyped()
        }
    }
}
