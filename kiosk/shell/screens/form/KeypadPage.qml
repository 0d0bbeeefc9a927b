pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// What was typed, the keys, and under them the way on. Upright the keys stand low, across they stand beside.
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
        width: Theme.landscape ? 0.45 * page.inner : page.inner
        spacing: 0.5 * Theme.gap

        Repeater {
            model: page.input.parts

            TypedText {
                required property var modelData
                required property int index

                width: texts.width
                name: modelData.object
                label: modelData.label
                text: modelData.text
                spoken: modelData.spoken
                empty: modelData.empty
                active: modelData.active
                caret: modelData.caret
                most: page.input.most
                placeholder: page.input.placeholder
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

        readonly property real least: Theme.landscape ? 0.75 * Theme.gap : texts.y + texts.height + Theme.gap

        x: way.x
        y: way.y - height - Theme.gap
        width: way.width
        rowHeight: Math.min(1.8 * Theme.touch, (way.y - Theme.gap - least - (rows - 1) * spacing) / rows)
        columns: page.input.columns
        keys: page.input.keys
        onKeyed: sign => page.input.press(sign)
    }

    WayOn {
        id: way

        x: page.width - Theme.margin - width
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        width: Theme.landscape ? 0.52 * page.inner : page.inner
        nextText: page.input.nextText
        skipText: page.view.skipText
        onNext: page.input.submitTyped()
        onSkipped: page.view.skip()
    }
}
