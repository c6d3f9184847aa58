namespace Flex3D.Stages.Tests.Tables;

/// <summary>The loops of a STAR file without quoted values, read by a few lines that share nothing with the program.</summary>
internal sealed class PlainStar
{
    public PlainStar(string path)
    {
        string block = "";
        Loop? loop = null;
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                loop = words.Length == 0 && loop?.Rows.Count > 0 ? null : loop;
            }
            else if (words[0].StartsWith("data_", StringComparison.Ordinal))
            {
                (block, loop) = (words[0][5..], null);
            }
            else if (words[0] == "loop_")
            {
                Loops[block] = loop = new Loop([], []);
                Order.Add(block);
            }
            else if (loop is not null && words[0].StartsWith('_'))
            {
                loop.Labels.Add(words[0][1..]);
            }
            else if (loop is not null)
            {
                words.Length.ShouldBe(loop.Labels.Count, line);
                loop.Rows.Add(words);
            }
        }
    }

    public Dictionary<string, Loop> Loops { get; } = [];

    public List<string> Order { get; } = [];

    internal sealed record Loop(List<string> Labels, List<string[]> Rows)
    {
        public string this[int row, string label] => Rows[row][Labels.IndexOf(label)];

        public double Number(int row, string label) => double.Parse(this[row, label], System.Globalization.CultureInfo.InvariantCulture);
    }
}
