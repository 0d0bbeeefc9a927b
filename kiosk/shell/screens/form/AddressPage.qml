pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// Divisions by tiles, the way so far above them; at the end house and room by keys.
Item {
    id: page

    required property FormView view
    required property AddressInput input
    property real head: 0
    readonly property real inner: width - 2 * Theme.margin
    readonly property real keysWidth: Theme.landscape ? 0.56 * inner : inner

    Column {
        id: said

        x: Theme.margin
        y: page.head + 0.5 * Theme.gap
        width: Theme.landscape ? 0.41 * page.inner : page.inner
        spacing: 0.75 * Theme.gap

        Flow {
            width: parent.width
            spacing: 0.5 * Theme.gap

            Repeater {
                model: page.input.path

                ActionButton {
                    required property var modelData

                    objectName: modelData.object
                    iconName: "retry"
                    label: modelData.label
                    onTapped: page.input.change(modelData.level)
                }
            }
        }

        TypedText {
            width: parent.width
            visible: !page.input.choosing
            name: "line"
            question: page.view.heading
            label: page.view.problem === "" ? page.input.lineLabel : ""  // the problem says it, too
            text: page.input.lineText
            empty: page.input.lineText === ""
            clearText: page.input.clearText
            onCleared: page.input.clear()
        }
    }

    TilePages {
        x: page.width - Theme.margin - width
        y: Theme.landscape ? 0.75 * Theme.gap : way.y - height - Theme.gap
        width: page.keysWidth
        visible: page.input.choosing
        columns: 2
        tiles: page.input.tiles
        page: page.input.page
        pages: page.input.pages
        pageText: page.input.pageText
        previousText: page.input.previousText
        followingText: page.input.followingText
        onChosen: code => page.input.choose(code)
        onTurned: pages => page.input.turn(pages)
    }

    Keypad {
        id: pad

        readonly property real room: way.y - 1.25 * Theme.gap - (Theme.landscape ? y : said.y + said.height + 1.25 * Theme.gap)

        x: page.width - Theme.margin - width
        y: Theme.landscape ? 0.75 * Theme.gap : way.y - height - 1.25 * Theme.gap
        width: page.keysWidth
        visible: !page.input.choosing
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
        nextText: page.input.choosing ? "" : page.input.nextText
        skipText: page.view.skipText
        onNext: page.input.submitAddress()
        onSkipped: page.view.skip()
    }
}
