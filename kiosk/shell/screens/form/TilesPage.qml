import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// Tiles to choose from. One answers at once; of several, the key below goes on.
Item {
    id: page

    required property FormView view
    required property TilesInput input

    TilePages {
        readonly property real end: way.visible ? way.y - Theme.gap : way.y + way.height

        x: Theme.margin
        y: end - height
        width: parent.width - 2 * Theme.margin
        room: end - Theme.gap
        columns: Theme.landscape ? 2 : 1
        several: page.input.several
        tiles: page.input.tiles
        page: page.input.page
        pages: page.input.pages
        pageText: page.input.pageText
        previousText: page.input.previousText
        followingText: page.input.followingText
        onChosen: id => page.input.choose(id)
        onTurned: pages => page.input.turn(pages)
    }

    WayOn {
        id: way

        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        width: parent.width - 2 * Theme.margin
        visible: page.input.several || skipText !== ""
        nextText: page.input.several ? page.input.nextText : ""
        skipText: page.view.skipText
        onNext: page.input.submitChosen()
        onSkipped: page.view.skip()
    }
}
