using System.Globalization;

namespace Flex3D.Pipeline.Memory;

/// <summary>Writes a memory plan as plain text: choices, a table with a line for each item, totals, warnings.</summary>
internal static class MemoryPlanText
{
    private const string Device = "give a smaller box, or another --device", Host = "give less --memory, fewer --threads or a smaller box";

    public static void Write(MemoryPlan plan, TextWriter output)
    {
        output.WriteLine(plan.Step);
        int name = plan.Choices.Max(choice => choice.Name.Length);
        foreach ((string choice, string value) in plan.Choices)
        {
            output.WriteLine($"  {choice.PadRight(name)}  {value}");
        }
        output.WriteLine();
        Table(plan, output);
        if (plan.WhyNoDevice is { } why)
        {
            output.WriteLine($"warning: {why}");
        }
        foreach (string place in plan.Places)
        {
            if (plan.Memory.TryGetValue(place, out long there) && plan.Total(place) > there)
            {
                output.WriteLine($"warning: {place} has {Number(there)} bytes of memory and {Number(plan.Total(place))} would be held: {(place == MemoryItem.Host ? Host : Device)}");
            }
        }
    }

    private static void Table(MemoryPlan plan, TextWriter output)
    {
        string[][] lines =
        [
            ["where", "what", "number", "bytes each", "bytes"],
            .. plan.Items.Select(item => (string[])[item.Place, item.What, Number(item.Count), Number(item.BytesEach), Number(item.Bytes)]),
            .. plan.Places.Select(place => (string[])[place, plan.Memory.TryGetValue(place, out long there) ? $"total, of {Number(there)} bytes" : "total", "", "", Number(plan.Total(place))]),
        ];
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            output.WriteLine("  " + string.Join("  ", line.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
