package io.chandler.osb;

import java.util.function.Supplier;

/** A broker that gives one answer to whatever call allows it. */
final class AnsweringBroker implements ServiceBroker {

    private final Supplier<Answer> answer;
    private final PublishedCatalog catalog = TestCatalog.published();

    AnsweringBroker(Supplier<Answer> answer) {
        this.answer = answer;
    }

    private <T> T answer(Class<T> type) {
        return type.cast(answer.get());
    }

    @Override
    public PublishedCatalog catalog(Caller caller) {
        return catalog;
    }

    @Override
    public Answer.Provision provision(ProvisionRequest request) {
        return answer(Answer.Provision.class);
    }

    @Override
    public Answer.Update update(UpdateRequest request) {
        return answer(Answer.Update.class);
    }

    @Override
    public Answer.Deprovision deprovision(DeprovisionRequest request) {
        return answer(Answer.Deprovision.class);
    }

    @Override
    public Answer.FetchInstance fetchInstance(FetchInstanceRequest request) {
        return answer(Answer.FetchInstance.class);
    }

    @Override
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        return answer(Answer.LastOperation.class);
    }

    @Override
    public Answer.Bind bind(BindRequest request) {
        return answer(Answer.Bind.class);
    }

    @Override
    public Answer.Unbind unbind(UnbindRequest request) {
        return answer(Answer.Unbind.class);
    }

    @Override
    public Answer.FetchBinding fetchBinding(FetchBindingRequest request) {
        return answer(Answer.FetchBinding.class);
    }

    @Override
    public Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request) {
        return answer(Answer.LastBindingOperation.class);
    }
}
