pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// What was typed, the keys, and the way on. Upright the keys stand low, across they stand beside; the way on is below them.
Item {
    id: page

    required property FormView view
    required property KeypadInput input
    property real head: 0
    readonly property real inner: width - 2 * Theme.margin

    Column {
        id: texts

        x: Theme.margin
        y: page.head + 0.75 * Theme.gap
        width: Theme.landscape ? 0.41 * page.inner : page.inner
        spacing: 0.5 * Theme.gap

        Repeater {
            model: page.input.parts

            TypedText {
                required property var modelData
                required property int index

                width: texts.width
                name: modelData.object
                question: page.view.heading
                label: modelData.label
                text: modelData.text
                empty: modelData.empty
                active: modelData.active
                caret: modelData.caret
                selectable: page.input.parts.length > 1
                unit: page.input.unit
                count: page.input.count
                clearText: page.input.clearText
                onCleared: page.input.clear()
                onSelected: page.input.activate(index)
            }
        }
    }

    Keypad {
        id: pad

        readonly property real room: way.y - 1.25 * Theme.gap - (Theme.landscape ? y : texts.y + texts.height + 1.25 * Theme.gap)

        x: Theme.landscape ? page.width - Theme.margin - width : Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : way.y - height - 1.25 * Theme.gap
        width: Theme.landscape ? 0.56 * page.inner : page.inner
        rowHeight: Math.min(1.8 * Theme.touch, (room - (rows - 1) * spacing) / rows)
        columns: page.input.columns
        keys: page.input.keys
        onKeyed: sign => page.input.press(sign)
    }

    WayOn {
        id: way

        x: pad.x
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        width: pad.width
        nextText: page.input.nextText
        skipText: page.view.skipText
        onNext: page.input.submitTyped()
        onSkipped: page.view.skip()
    }
}
