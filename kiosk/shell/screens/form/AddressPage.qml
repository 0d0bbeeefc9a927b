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
    readonly property real least: Theme.landscape ? 0.75 * Theme.gap : said.y + said.height + Theme.gap

    Column {
        id: said

        x: Theme.margin
        y: page.head + 0.75 * Theme.gap
        width: Theme.landscape ? 0.45 * page.inner : page.inner
        spacing: 0.75 * Theme.gap

        Flow {
            width: parent.width
            visible: page.input.path.length > 0
            spacing: 0.5 * Theme.gap

            Repeater {
                model: page.input.path

                ActionButton {
                    required property var modelData

                    objectName: modelData.object
                    iconName: Theme.elder ? "" : "edit"
                    label: modelData.spoken
                    shownLabel: modelData.label
                    onTapped: page.input.change(modelData.level)
                }
            }
        }

        TypedText {
            width: parent.width
            visible: !page.input.choosing
            name: "line"
            label: page.input.lineLabel
            text: page.input.lineText
            spoken: page.input.lineSpoken
            placeholder: page.input.placeholder
            empty: page.input.lineText === ""
            most: page.input.lineMost
            clearText: page.input.clearText
            onCleared: page.input.clear()
        }
    }

    TilePages {
        x: way.x
        y: (way.visible ? way.y - Theme.gap : way.y + way.height) - height
        width: way.width
        visible: page.input.choosing
        room: (way.visible ? way.y - Theme.gap : way.y + way.height) - page.least
        columns: 2
        arrows: false // the room is for long names
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
        x: way.x
        y: way.y - height - Theme.gap
        width: way.width
        visible: !page.input.choosing
        rowHeight: Math.min(1.8 * Theme.touch, (way.y - Theme.gap - page.least - (rows - 1) * spacing) / rows)
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
        visible: nextText !== "" || skipText !== ""
        nextText: page.input.choosing ? "" : page.input.nextText
        skipText: page.view.skipText
        onNext: page.input.submitAddress()
        onSkipped: page.view.skip()
    }
}
