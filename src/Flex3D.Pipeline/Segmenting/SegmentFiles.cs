using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Results.ChimeraX;
using Flex3D.Stages.Segments.Finding;

namespace Flex3D.Pipeline.Segmenting;

/// <summary>Writes what was found, to be looked at and edited: labels, tables, a list that the mesh step takes, and a script that shows it.</summary>
internal static class SegmentFiles
{
    public const string Map = "segments.mrc";
    public const string List = "segments.yaml";

    private const string Consensus = "map.mrc";

    public static void Write(string folder, SegmentedRun run)
    {
        DurableFolder.Create(folder);
        MrcMap.Write(Path.Combine(folder, Map), run.Labels.ToMap(), "Flex3D labels of segments");
        MrcMap.Write(Path.Combine(folder, Consensus), run.Map, "Flex3D consensus map, beside the labels of its segments");
        DurableFile.WriteText(Path.Combine(folder, "segments.csv"), Segments(run.Found));
        DurableFile.WriteText(Path.Combine(folder, "contacts.csv"), Contacts(run.Found));
        new ChimeraXScript().Labelled(Consensus, Map, run.Level, run.Found.Segments.Count).Save(Path.Combine(folder, "segments.cxc"));
        DurableFile.WriteText(Path.Combine(folder, List), ToYaml(run));
    }

    /// <summary>Returns the list that <c>mesh.segmentation</c> takes.</summary>
    internal static string ToYaml(SegmentedRun run)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        text.Append(c, $"# Segments of {run.Run.ReplaceLineEndings(" ")}, found by {(run.By == SegmentBy.Motion ? "what moved together" : "volume")}. Look at them (segments.cxc), correct them, and cut a mesh along them:\n");
        text.Append(c, $"# flex3d mesh --from RUN --out DIR --segmentation {List}\nmap: {Map}\nsegments:\n");
        foreach (FoundSegment segment in run.Found.Segments)
        {
            string moves = segment.MotionAngstrom is { } motion ? string.Create(c, $", moves by {motion:0.0} Å RMS") : "";
            text.Append(c, $"  - {{label: {segment.Label}, name: {segment.Name}}}  # {segment.VolumeCubicAngstrom:0} Å³, {100 * segment.DensityShare:0.0} % of the density{moves}\n");
        }
        text.Append(run.Found.Fuse.Count == 0 ? "fuse: []\n" : "fuse:\n");
        foreach ((int parent, int child) in run.Found.Fuse)
        {
            FoundContact contact = run.Found.Contacts.First(contact => (contact.First, contact.Second) == (Math.Min(parent, child), Math.Max(parent, child)));
            text.Append(c, $"  - \"{Name(run.Found, parent)} > {Name(run.Found, child)}\"  # they touch at {contact.Faces} voxel faces; the density is {(contact.Continuous ? "" : "not ")}continuous\n");
        }
        return text.Append("rigid: []\n").ToString();
    }

    private static string Segments(FoundSegments found)
    {
        var text = new StringBuilder("label,name,volume,densityShare,motion\n");
        foreach (FoundSegment segment in found.Segments)
        {
            text.Append(CultureInfo.InvariantCulture, $"{segment.Label},{segment.Name},{segment.VolumeCubicAngstrom:0},{segment.DensityShare:0.0000},{segment.MotionAngstrom:0.000}\n");
        }
        return text.ToString();
    }

    private static string Contacts(FoundSegments found)
    {
        var text = new StringBuilder("first,second,faces,density,continuous,fused\n");
        foreach (FoundContact contact in found.Contacts)
        {
            bool fused = found.Fuse.Contains((contact.First, contact.Second)) || found.Fuse.Contains((contact.Second, contact.First));
            text.Append(CultureInfo.InvariantCulture, $"{Name(found, contact.First)},{Name(found, contact.Second)},{contact.Faces},{contact.Density:0.0},{(contact.Continuous ? "yes" : "no")},{(fused ? "yes" : "no")}\n");
        }
        return text.ToString();
    }

    private static string Name(FoundSegments found, int label) => found.Segments[label - 1].Name;
}
