using Flex3D.Pipeline.Tracing;

namespace Flex3D.Pipeline.Tests.Tracing;

public sealed class TraceFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-trace-").FullName;

    private string Path => TraceFile.PathOf(_folder, 0);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TraceLine Line(long step, TracePoint point, int? shard, char digit) => new(step, point, shard, new string(digit, 32));

    [Fact]
    public void Lines_come_back_as_they_were_written()
    {
        TraceLine[] lines = [Line(0, TracePoint.BatchRead, 0, 'a'), Line(0, TracePoint.Latents, 12, 'b'), Line(0, TracePoint.Updated, null, 'c')];
        using (TraceFile file = TraceFile.Open(Path, 0))
        {
            file.Append(lines[..1]);
            file.Append(lines[1..]);
        }
        TraceFile.Read(Path).ShouldBe(lines);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void Going_on_drops_steps_that_are_done_again_and_a_line_that_was_not_finished()
    {
        using (TraceFile file = TraceFile.Open(Path, 0))
        {
            file.Append([Line(0, TracePoint.Updated, null, '0'), Line(1, TracePoint.Updated, null, '1'), Line(2, TracePoint.Updated, null, '2')]);
        }
        string whole = File.ReadAllText(Path);
        File.AppendAllText(Path, "3,BatchRe");
        using (TraceFile file = TraceFile.Open(Path, 1))
        {
            file.Append([Line(1, TracePoint.Updated, null, '1'), Line(2, TracePoint.Updated, null, '2')]);
        }
        File.ReadAllText(Path).ShouldBe(whole);
    }

    [Fact]
    public void An_epoch_begun_anew_keeps_nothing()
    {
        TraceFile.Open(Path, 0).Dispose();
        string empty = File.ReadAllText(Path);
        File.AppendAllText(Path, $"{Line(0, TracePoint.Updated, null, '0')}\n");
        TraceFile.Open(Path, 0).Dispose();
        File.ReadAllText(Path).ShouldBe(empty);
    }

    [Fact]
    public void A_trace_does_not_depend_on_the_order_of_arrival()
    {
        TraceLine[] lines = [.. Enumerable.Range(0, 20).SelectMany(shard => new[] { Line(5, TracePoint.BatchRead, shard, 'a'), Line(5, TracePoint.Latents, shard, 'b'), Line(6, TracePoint.BatchRead, shard, 'c') })];
        string Written(string name, IEnumerable<TraceLine> order)
        {
            string folder = System.IO.Path.Combine(_folder, name);
            using var trace = new TrainingTrace(folder);
            trace.BeginEpoch(0, 5);
            foreach (TraceLine line in order)
            {
                trace.Note(line.Step, line.Point, line.Shard, line.Hash);
            }
            trace.Note(lines[0].Step, lines[0].Point, lines[0].Shard, lines[0].Hash); // done twice
            trace.Commit(5);
            trace.Write();
            return File.ReadAllText(TraceFile.PathOf(folder, 0));
        }
        string forth = Written("forth", lines);
        Written("back", lines.Reverse()).ShouldBe(forth);
        forth.Split('\n').Length.ShouldBe(1 + 40 + 1);
    }
}
