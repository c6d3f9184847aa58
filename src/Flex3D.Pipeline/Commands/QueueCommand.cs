using System.CommandLine;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Metrics;
using Flex3D.Pipeline.Queue.Service;
using Flex3D.Pipeline.Queue.Store;
using Flex3D.Pipeline.Queue.Watching;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d queue</c>: shows and changes the queue of <c>flex3d watch</c>, whether or not that is running.</summary>
internal static class QueueCommand
{
    public static Command Create(CommandSession session)
    {
        Option<string> runs = QueueOptions.Runs();
        Option<string?> database = QueueOptions.Database();
        (runs.Recursive, database.Recursive) = (true, true);
        var command = new Command("queue", """
            Shows and changes the queue of flex3d watch. Data sets have numbers, which 'list' shows. A change counts at once, and
            flex3d watch follows it within a second; where none is running, the next one does.

            Example: flex3d queue list --runs runs/facility
                     flex3d queue list --runs runs/facility --state dead --json
                     flex3d queue priority 7 --to 10 --runs runs/facility
                     flex3d queue rerun 3 4 --runs runs/facility
            """) { runs, database };
        var states = new Option<string[]>("--state") { Description = "Only data sets in these states: waiting, held, running, done, dead, cancelled", HelpName = "STATE", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        states.AcceptOnlyFromAmong([.. Enum.GetNames<ItemState>().Select(name => name.ToLowerInvariant())]);
        var json = new Option<bool>("--json") { Description = "Print a JSON array" };
        var list = new Command("list", "Lists the data sets: number, state, priority, attempts, device, exit code, run folder, and why it failed or how far it is.") { states, json };
        list.SetAction((parsed, _) =>
        {
            string folder = Path.GetFullPath(parsed.GetValue(runs)!);
            using QueueStore store = QueueStore.Open(WatchPlaces.DatabaseOf(folder, parsed.GetValue(database)), create: false);
            QueueState state = store.Read();
            string[] chosen = parsed.GetValue(states)!;
            var table = new QueueTable(state, new RunningRuns(folder).Read(state), folder, item => chosen.Length == 0 || chosen.Contains(item.State.ToString().ToLowerInvariant()));
            session.Output.Write(parsed.GetValue(json) ? table.Json() : table.Text());
            return Task.FromResult((int)ExitCode.Done);
        });
        command.Subcommands.Add(list);

        Command Change(string name, string description, Func<long, ParseResult, QueueState, QueueEvent> request, params Option[] options)
        {
            var numbers = new Argument<long[]>("ITEM") { Description = "Numbers of data sets", Arity = ArgumentArity.OneOrMore };
            var change = new Command(name, description) { numbers };
            foreach (Option option in options)
            {
                change.Options.Add(option);
            }
            change.SetAction((parsed, _) =>
            {
                string path = WatchPlaces.DatabaseOf(parsed.GetValue(runs)!, parsed.GetValue(database));
                using QueueStore store = QueueStore.Open(path, create: false);
                QueueState after = store.Apply(state => Apply(state, path, parsed.GetValue(numbers)!, (id, now) => request(id, parsed, now))).State;
                foreach (QueueItem item in parsed.GetValue(numbers)!.Select(id => after.Items[id]))
                {
                    session.Output.WriteLine($"{item.Id} {item.Run}: {QueueTable.StateOf(item)}, priority {item.Priority}");
                }
                return Task.FromResult((int)ExitCode.Done);
            });
            return change;
        }

        var fresh = new Option<bool>("--fresh") { Description = "Run it in a new run folder, with the pipeline as it is now; without this, a run that failed goes on in its folder" };
        var to = new Option<int>("--to") { Description = "The new priority; a higher one runs first", HelpName = "n", Required = true };
        command.Subcommands.Add(Change("hold", "Holds data sets back until they are released; a run in progress stops at a checkpoint.", (id, _, _) => new QueueEvent.Hold(id)));
        command.Subcommands.Add(Change("release", "Releases data sets that are held, or ends the pause before a retry.", (id, _, _) => new QueueEvent.Release(id)));
        command.Subcommands.Add(Change("rerun", "Runs data sets again that are dead or cancelled, or with --fresh also done.", (id, parsed, state) =>
            new QueueEvent.Rerun(id, parsed.GetValue(fresh) && state.Items.TryGetValue(id, out QueueItem? item) ? RunNames.Free(item.Run, parsed.GetValue(runs)!, state.Items.Values.Select(known => known.Run).ToHashSet()) : null), fresh));
        command.Subcommands.Add(Change("cancel", "Takes data sets out of the queue; a run in progress stops at a checkpoint, and its folder stays.", (id, _, _) => new QueueEvent.Cancel(id)));
        command.Subcommands.Add(Change("priority", "Changes the priority of data sets.", (id, parsed, _) => new QueueEvent.Prioritise(id, parsed.GetValue(to)), to));
        return command;
    }

    // All requests or none: a number that is wrong changes nothing.
    private static QueueChange Apply(QueueState state, string database, IEnumerable<long> ids, Func<long, QueueState, QueueEvent> request)
    {
        foreach (long id in ids)
        {
            if (!state.Items.ContainsKey(id))
            {
                throw new InputException(database, null, $"no data set {id}", state.Items.IsEmpty ? "a number of the queue, which is empty" : $"a number from 1 to {state.NextItem - 1}", "flex3d queue list shows them");
            }
            QueueChange change = QueueReducer.Reduce(state, request(id, state), QueueRules.Default, TimeProvider.System.GetUtcNow());
            if (change.Effects.OfType<QueueEffect.Refuse>().FirstOrDefault() is { } refused)
            {
                throw new InputException($"data set {id}", null, refused.Found, refused.Expected);
            }
            state = change.State;
        }
        return new QueueChange(state, []);
    }
}
